/**
 * Webhook delivery: events wait in a queue and are posted in its order with Stripe's signature,
 * `t=<seconds>,v1=<HMAC-SHA256 of "t.payload">` (docs.stripe.com/webhooks/signature, as known on 2026-11-21).
 * Stripe retries for three days on its own clock; here a delivery that failed stays in the queue for the next call.
 */
import { createHmac } from 'node:crypto'
import type Stripe from 'stripe'

export interface WebhookEndpoint {
  url: string
  secret: string
  /** Event types; none = all. */
  types?: readonly string[]
}

export interface Delivery {
  readonly event: string
  readonly type: string
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined
  readonly error?: string
}

const QUEUE_MAX = 10_000
const TIMEOUT_MS = 30_000

export function stripeSignature(payload: string, secret: string, at_s: number): string {
  return `t=${at_s},v1=${createHmac('sha256', secret).update(`${at_s}.${payload}`).digest('hex')}`
}

export class Webhooks {
  endpoint: WebhookEndpoint | undefined
  /** Events that wait, oldest first; reorder, drop or repeat them to play a bad network. */
  readonly queue: Stripe.Event[] = []
  readonly #clock: () => number

  constructor(clock: () => number, endpoint: WebhookEndpoint | undefined) {
    this.#clock = clock
    this.endpoint = endpoint
  }

  push(event: Stripe.Event): void {
    const types = this.endpoint?.types
    if (types !== undefined && !types.includes(event.type)) return
    if (this.queue.length >= QUEUE_MAX) this.queue.shift()
    this.queue.push(event)
  }

  /** Posts what waits now; what is not answered 2xx goes back to the end of the queue. */
  async deliver(): Promise<Delivery[]> {
    const deliveries: Delivery[] = []
    for (const event of this.queue.splice(0)) {
      const delivery = await this.send(event)
      deliveries.push(delivery)
      if (delivery.status === undefined || delivery.status < 200 || delivery.status > 299)
        this.queue.push(event)
    }
    return deliveries
  }

  /** Posts one event, whether it waits or not. */
  async send(event: Stripe.Event): Promise<Delivery> {
    const named = { event: event.id, type: event.type }
    if (this.endpoint === undefined) return { ...named, status: undefined, error: 'no endpoint' }
    const payload = JSON.stringify(event)
    const signature = stripeSignature(payload, this.endpoint.secret, Math.floor(this.#clock() / 1000))
    try {
      const response = await fetch(this.endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
        body: payload,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.arrayBuffer()
      return { ...named, status: response.status }
    } catch (error) {
      return { ...named, status: undefined, error: String(error) }
    }
  }
}
