/**
 * HighLevel's webhook signatures with keys of our own: `X-GHL-Signature` (Ed25519) and the legacy `X-WH-Signature`
 * (RSA-SHA256), both base64 over the raw body (developer portal, Webhook Integration Guide, 2026-08-30).
 * Not imitated: HighLevel's legacy key has 4096 bits, ours 2048, which is quicker to make and verified the same way.
 */
import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface HighLevelKeys {
  readonly ed25519: { readonly privateKey: KeyObject; readonly publicPem: string }
  readonly rsa: { readonly privateKey: KeyObject; readonly publicPem: string }
}

/** New keys at run time: none is stored anywhere. */
export function makeHighLevelKeys(): HighLevelKeys {
  const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
  const edwards = generateKeyPairSync('ed25519')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    ed25519: { privateKey: edwards.privateKey, publicPem: pem(edwards.publicKey) },
    rsa: { privateKey: rsa.privateKey, publicPem: pem(rsa.publicKey) },
  }
}

/** The headers that HighLevel sends with this exact body. */
export function signHighLevel(
  rawBody: string | Uint8Array,
  keys: HighLevelKeys,
  which: 'ed25519' | 'rsa' = 'ed25519',
): Record<string, string> {
  const bytes = typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody
  const content = { 'content-type': 'application/json' }
  return which === 'ed25519'
    ? { ...content, 'x-ghl-signature': sign(null, bytes, keys.ed25519.privateKey).toString('base64') }
    : { ...content, 'x-wh-signature': sign('sha256', bytes, keys.rsa.privateKey).toString('base64') }
}
