import { base64url } from '../access/secret.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'

/**
 * Secrets of others' systems, kept encrypted (invariant 7): AES-256-GCM under SECRETS_KEY, a fresh 96-bit nonce each,
 * bound to their owner, so that one agency's row is worth nothing in another's. Form: `v1.<nonce>.<sealed>`, base64url.
 */
export async function sealSecret(
  ctx: Pick<Context, 'settings'>,
  owner: string,
  secret: string,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: encoder.encode(owner) },
    await keyOf(ctx),
    encoder.encode(secret),
  )
  return `v1.${base64url(iv)}.${base64url(new Uint8Array(sealed))}`
}

/** @throws Refusal `not_configured` where the key is missing or is not the one it was sealed with. */
export async function openSecret(
  ctx: Pick<Context, 'settings'>,
  owner: string,
  box: string,
): Promise<string> {
  const [version, iv = '', sealed = ''] = box.split('.')
  if (version !== 'v1') throw unreadable()
  const key = await keyOf(ctx)
  try {
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytesOf(iv), additionalData: encoder.encode(owner) },
      key,
      bytesOf(sealed),
    )
    return new TextDecoder().decode(opened)
  } catch {
    throw unreadable()
  }
}

const encoder = new TextEncoder()

async function keyOf(ctx: Pick<Context, 'settings'>): Promise<CryptoKey> {
  const text = ctx.settings.SECRETS_KEY
  if (text === undefined) {
    throw new Refusal('not_configured', 'Set SECRETS_KEY first, so that the secret can be kept encrypted.')
  }
  return crypto.subtle.importKey('raw', bytesOf(text), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

const unreadable = () =>
  new Refusal(
    'not_configured',
    'A kept secret cannot be read with this SECRETS_KEY. Put the old key back, or set the webhook anew.',
  )

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (char) => char.charCodeAt(0))
}
