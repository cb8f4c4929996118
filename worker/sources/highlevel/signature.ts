import { Refusal } from '../../http/problem.ts'
import type { Settings } from '../../env.ts'

type Keys = Pick<Settings, 'HIGHLEVEL_ED25519_PUBLIC_KEY' | 'HIGHLEVEL_RSA_PUBLIC_KEY'>
const ALGORITHMS = {
  ed25519: { name: 'Ed25519' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
} as const

/**
 * Verifies HighLevel's signature over the raw bytes: `X-GHL-Signature` (Ed25519); only where that header is absent the
 * legacy `X-WH-Signature` (RSA-SHA256), so that a forged new header is never saved by an old one. `N/A` means unsigned.
 * (Webhook Integration Guide, portal 2026-08-30; WebhookAuthentication.md, 2026-06-19.)
 * @throws Refusal signature_missing | signature_invalid
 */
export async function verifyHighLevel(rawBody: ArrayBuffer, headers: Headers, keys: Keys): Promise<void> {
  const current = headers.get('x-ghl-signature')
  const legacy = headers.get('x-wh-signature')
  const signature = current ?? legacy
  if (signature === null || signature === 'N/A') {
    throw new Refusal(
      'signature_missing',
      'Expected X-GHL-Signature or X-WH-Signature. Only HighLevel may post here.',
    )
  }
  const kind = current === null ? 'rsa' : 'ed25519'
  const text = kind === 'rsa' ? keys.HIGHLEVEL_RSA_PUBLIC_KEY : keys.HIGHLEVEL_ED25519_PUBLIC_KEY
  const key = await importKey(kind, text)
  const bytes = fromBase64(signature)
  if (bytes === null || !(await crypto.subtle.verify(ALGORITHMS[kind], key, bytes, rawBody))) {
    throw new Refusal(
      'signature_invalid',
      'The signature does not match the body and the public key of this deployment. Nothing was taken.',
    )
  }
}

/** Imported keys by their text: importing takes longer than verifying. Holds the two keys of a deployment. */
const imported = new Map<string, Promise<CryptoKey>>()

function importKey(kind: keyof typeof ALGORITHMS, text: string): Promise<CryptoKey> {
  const known = imported.get(text)
  if (known !== undefined) return known
  const spki = fromBase64(text.replaceAll(/-----[A-Z ]+-----|\s/g, ''))
  if (spki === null)
    throw new Refusal('not_configured', "HighLevel's public key of this deployment is not base64.")
  const key = crypto.subtle.importKey('spki', spki, ALGORITHMS[kind], false, ['verify'])
  if (imported.size >= 8) imported.clear()
  imported.set(text, key)
  return key
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.trim())
    const bytes = new Uint8Array(binary.length)
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i)
    return bytes
  } catch {
    return null
  }
}
