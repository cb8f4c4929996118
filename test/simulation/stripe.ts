/**
 * Stripe's payments in memory, behind `fetch`: PaymentIntents are made once per idempotency key, answers are lost before
 * or after, and an error may be stored under a key. It only knows what the product asks of it; amounts, customers and
 * keys are held against the charge, and a second payment for one charge ends the run.
 */
import { Difference } from './difference.ts'
import type { Random } from './random.ts'

/** What becomes of a payment, in the provider's words. */
export type IntentState =
  | { readonly status: 'succeeded'; readonly fee: number | null }
  | { readonly status: 'processing' }
  | { readonly status: 'declined'; readonly code: string }

export interface Asked {
  readonly id: string
  readonly agencyId: string
  readonly chargeId: string
  readonly amount: number
  readonly currency: string
  readonly customer: string
  readonly method: string
}

interface Intent extends Asked {
  readonly created: number
}

interface Answer {
  readonly status: number
  readonly body: object
  /** The charge whose fate it tells. */
  readonly of?: string
}

export interface Desk {
  readonly random: Random
  readonly now: () => number
  /** Called once a payment, before it is made. @throws Difference where nobody wanted it */
  readonly make: (asked: Asked) => void
  readonly stateOf: (chargeId: string) => IntentState
  /** The product was told what became of a payment. */
  readonly told: (chargeId: string) => void
  /** What is wrong must not be taken for a failure of the network. */
  readonly fail: (error: unknown) => void
}

export class StripeDouble {
  readonly host: string
  readonly #desk: Desk
  readonly #keys = new Map<string, { body: string; answer: Answer }>()
  readonly #intents = new Map<string, Intent>()

  constructor(host: string, desk: Desk) {
    this.host = host
    this.#desk = desk
  }

  intentOf(chargeId: string): string | undefined {
    return [...this.#intents.values()].find((one) => one.chargeId === chargeId)?.id
  }

  /** A payment that is over is forgotten; its key stays. */
  forget(chargeId: string): void {
    const id = this.intentOf(chargeId)
    if (id !== undefined) this.#intents.delete(id)
  }

  async handle(url: URL, init: RequestInit): Promise<Response> {
    try {
      const answer = this.#answer(url, init)
      if (answer === null) throw new TypeError('the line was cut')
      return new Response(JSON.stringify(answer.body), {
        status: answer.status,
        headers: { 'content-type': 'application/json', 'request-id': 'req_simulated' },
      })
    } catch (error) {
      if (error instanceof Difference) this.#desk.fail(error)
      throw error
    }
  }

  #answer(url: URL, init: RequestInit): Answer | null {
    const { random } = this.#desk
    const fate = random.int(0, 99)
    if (fate < 4) return null
    if (fate < 7) return failure(429, 'rate_limit_error', 'rate_limit')
    const path = url.pathname.replace('/v1/payment_intents', '')
    const answer =
      init.method === 'POST' && path === '' ? this.#create(init, fate) : this.#read(url, path.slice(1))
    // Done, but nobody hears of it.
    if (fate < 14) return null
    if (answer.of !== undefined) this.#desk.told(answer.of)
    return answer
  }

  #create(init: RequestInit, fate: number): Answer {
    const key = new Headers(init.headers).get('idempotency-key')
    if (key === null) throw new Difference('a payment was asked for without a key')
    const body = String(init.body)
    const known = this.#keys.get(key)
    if (known !== undefined) {
      if (known.body !== body) throw new Difference(`the key ${key} came with another body`)
      return known.answer
    }
    const asked = askedOf(new URLSearchParams(body))
    const second = this.intentOf(asked.chargeId)
    if (second !== undefined) throw new Difference(`a second payment for charge ${asked.chargeId}`)
    // Before anything was done; the key keeps it all the same.
    if (fate >= 96) return this.#keep(key, body, failure(500, 'api_error', 'api_error'))
    this.#desk.make(asked)
    this.#intents.set(asked.id, { ...asked, created: Math.floor(this.#desk.now() / 1000) })
    const answer = this.#shown(asked.id, 'create')
    // Done, and the key keeps an error.
    if (fate >= 93) return this.#keep(key, body, failure(500, 'api_error', 'api_error'))
    return this.#keep(key, body, answer)
  }

  #keep(key: string, body: string, answer: Answer): Answer {
    this.#keys.set(key, { body, answer })
    return answer
  }

  #read(url: URL, id: string): Answer {
    if (id !== '') {
      if (!this.#intents.has(id)) return failure(404, 'invalid_request_error', 'resource_missing')
      return this.#shown(id, 'retrieve')
    }
    const customer = url.searchParams.get('customer')
    const since = Number(url.searchParams.get('created[gte]') ?? 0)
    const data = [...this.#intents.values()]
      .filter((one) => one.customer === customer && one.created >= since)
      .map((one) => this.#shown(one.id, 'list').body)
    return { status: 200, body: { object: 'list', data, has_more: false, url: '/v1/payment_intents' } }
  }

  #shown(id: string, via: 'create' | 'retrieve' | 'list'): Answer {
    const intent = this.#intents.get(id)
    if (intent === undefined) throw new Difference(`payment ${id} is gone`)
    const state = this.#desk.stateOf(intent.chargeId)
    const error =
      state.status === 'declined'
        ? { type: 'card_error', code: state.code, message: 'declined', payment_intent: { id } }
        : null
    const body = {
      id,
      object: 'payment_intent',
      created: intent.created,
      amount: intent.amount,
      amount_received: state.status === 'succeeded' ? intent.amount : 0,
      currency: intent.currency,
      customer: intent.customer,
      status: state.status === 'declined' ? 'requires_payment_method' : state.status,
      last_payment_error: error,
      latest_charge: state.status === 'succeeded' ? chargeOf(intent, state.fee) : null,
      metadata: { rebill_lens_agency: intent.agencyId, rebill_lens_charge: intent.chargeId },
    }
    const of = intent.chargeId
    return error !== null && via === 'create'
      ? { status: 402, body: { error }, of }
      : { status: 200, body, of }
  }
}

const chargeOf = ({ amount, currency }: Asked, fee: number | null) => ({
  balance_transaction: fee === null ? null : { amount, fee, currency },
})

const failure = (status: number, type: string, code: string): Answer => ({
  status,
  body: { error: { type, code, message: code } },
})

function askedOf(form: URLSearchParams): Asked {
  const text = (name: string): string => form.get(name) ?? ''
  const chargeId = text('metadata[rebill_lens_charge]')
  return {
    id: `pi_${chargeId}`,
    agencyId: text('metadata[rebill_lens_agency]'),
    chargeId,
    amount: Number(text('amount')),
    currency: text('currency'),
    customer: text('customer'),
    method: text('payment_method'),
  }
}

const doubles = new Map<string, StripeDouble>()
const outside = globalThis.fetch
let isInstalled = false

/** Puts a double in the way of `fetch` for its own host alone; returns what takes it away again. */
export function install(double: StripeDouble): () => void {
  doubles.set(double.host, double)
  if (!isInstalled) {
    isInstalled = true
    globalThis.fetch = (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const own = doubles.get(url.host)
      return own === undefined ? outside(input, init) : own.handle(url, init)
    }
  }
  return () => doubles.delete(double.host)
}
