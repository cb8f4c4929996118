const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as lower-case hex. (`Uint8Array.prototype.toHex` is missing from Node 24, where the tools run.) */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += BYTES[byte]
  return text
}

/** SHA-256 of a text or of bytes. */
export async function sha256(
  of: string | ArrayBuffer | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof of === 'string' ? new TextEncoder().encode(of) : of
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
