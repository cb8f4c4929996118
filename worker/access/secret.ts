/**
 * Secrets that we give out: they come from the platform's generator and nowhere else (a test never needs to foretell
 * one), and only a keyed hash of them is kept, so that neither the database nor the signing secret alone yields one.
 */

/** `bytes` of randomness as base64url. */
export function randomText(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)))
}

/** HMAC-SHA-256 of `text`. `purpose` keeps the uses of one secret apart. */
export async function keyedHash(
  secret: string,
  purpose: 'pairing' | 'refresh' | 'refresh-kept',
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(`${purpose}:${text}`)))
}

/** Whether two digests are the same, in a time that does not tell where they differ. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (const [at, byte] of left.entries()) difference |= byte ^ (right[at] ?? 0)
  return difference === 0
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
