/**
 * The bench's queue. Miniflare's hands out one batch at a time; Cloudflare's calls several consumers at once unless it
 * is told not to (developers.cloudflare.com/queues/configuration/consumer-concurrency, read 2026-11-22), and what one
 * batch waits for is then hidden behind the others. This one does as Cloudflare's: messages in memory, batches as
 * wrangler.toml has them, up to `concurrency` at once, given-back messages again at the end.
 * `POST /<n>` sets the concurrency, so that one run can show both.
 */
import { WorkerEntrypoint } from 'cloudflare:workers'

interface Waiting {
  readonly id: string
  readonly timestamp: Date
  readonly body: unknown
  readonly attempts: number
}
/** What workerd answers for a worker's `queue` handler, as far as it is looked at here. */
interface Handed {
  readonly outcome: string
  readonly retryBatch: { readonly retry: boolean }
  readonly retryMessages: readonly { readonly msgId: string }[]
}
interface Bindings {
  readonly NAME: string
  readonly CONSUMER: { queue(name: string, messages: Waiting[], metadata: object): Promise<Handed> }
}

/** As wrangler.toml has it for the usage queue. */
const BATCH_MAX = 100
const BATCH_WAIT_MS = 1_000
const ATTEMPTS_MAX = 9

let concurrency = 1
let open = 0
let isWaiting = false
let made = 0
const waiting: Waiting[] = []

export default class Queue extends WorkerEntrypoint<Bindings> {
  fetch(request: Request): Response {
    concurrency = Number(new URL(request.url).pathname.slice(1))
    return new Response(null, { status: 204 })
  }

  send(body: unknown): void {
    made += 1
    waiting.push({ id: String(made), timestamp: new Date(), body, attempts: 1 })
    this.#wake()
  }

  /** A full batch goes at once, the rest when it has waited long enough. */
  #wake(): void {
    if (waiting.length >= BATCH_MAX) this.#consume()
    else if (waiting.length > 0 && !isWaiting) this.ctx.waitUntil(this.#consumeLater())
  }

  async #consumeLater(): Promise<void> {
    isWaiting = true
    await new Promise((done) => setTimeout(done, BATCH_WAIT_MS))
    isWaiting = false
    this.#consume()
  }

  #consume(): void {
    if (open >= concurrency || waiting.length === 0) return
    open += 1
    this.ctx.waitUntil(
      this.#handOut().finally(() => {
        open -= 1
        this.#wake()
      }),
    )
  }

  async #handOut(): Promise<void> {
    const batch = waiting.splice(0, BATCH_MAX)
    const metadata = { metrics: { backlogCount: waiting.length, backlogBytes: 0 } }
    const { outcome, retryBatch, retryMessages } = await this.env.CONSUMER.queue(
      this.env.NAME,
      batch,
      metadata,
    )
    const again = new Set(retryMessages.map(({ msgId }) => msgId))
    for (const message of batch) {
      const isGivenBack = outcome !== 'ok' || retryBatch.retry || again.has(message.id)
      if (isGivenBack && message.attempts < ATTEMPTS_MAX)
        waiting.push({ ...message, attempts: message.attempts + 1 })
    }
  }
}
