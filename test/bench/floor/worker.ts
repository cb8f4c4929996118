/**
 * The floor of a hook: verifies an Ed25519 signature on the raw body and puts the body into a queue, nothing else. The
 * other paths are the stand-ins alone: the queue without the signature, and an empty answer without either.
 */
import type { MessageBatch, Queue } from '@cloudflare/workers-types'

interface Bindings {
  readonly QUEUE: Queue
  readonly PUBLIC_KEY: string
}

let key: Promise<CryptoKey> | undefined
/** Messages its consumer was handed: this isolate takes all of them. */
let delivered = 0

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))

function importedKey(pem: string): Promise<CryptoKey> {
  key ??= crypto.subtle.importKey(
    'spki',
    fromBase64(pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')),
    { name: 'Ed25519' },
    false,
    ['verify'],
  )
  return key
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    if (request.method === 'GET') return new Response(String(delivered))
    const raw = await request.arrayBuffer()
    const { pathname } = new URL(request.url)
    if (pathname === '/hook') {
      const signature = fromBase64(request.headers.get('x-ghl-signature') ?? '')
      const good = await crypto.subtle.verify('Ed25519', await importedKey(env.PUBLIC_KEY), signature, raw)
      if (!good) return new Response(null, { status: 401 })
    }
    if (pathname !== '/empty') await env.QUEUE.send(new TextDecoder().decode(raw))
    return new Response('{"outcome":"queued"}', { status: 202 })
  },
  queue(batch: MessageBatch): void {
    delivered += batch.messages.length
    batch.ackAll()
  },
}
