/**
 * `Idempotency-Key`: per account; the first answer (also a 4xx or 5xx) is replayed for 24 h with
 * `Idempotent-Replayed: true`; another body is 400 `idempotency_error`; one still in work is 409.
 * Source: docs.stripe.com/api/idempotent_requests, as known on 2026-11-21.
 */
import { StripeFailure } from './errors.ts'

export interface StoredAnswer {
  readonly status: number
  readonly body: string
  readonly requestId: string
}

interface Entry {
  readonly fingerprint: string
  readonly at_ms: number
  answer: StoredAnswer | undefined
}

const KEPT_MS = 24 * 3_600_000
const KEYS_MAX = 100_000

export class Idempotency {
  readonly #entries = new Map<string, Entry>()
  readonly #clock: () => number

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The stored answer, or undefined when the caller is the first and must `finish` or `forget` the key. */
  begin(key: string, fingerprint: string): StoredAnswer | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || this.#clock() - entry.at_ms >= KEPT_MS) {
      if (this.#entries.size >= KEYS_MAX) this.#entries.clear()
      this.#entries.set(key, { fingerprint, at_ms: this.#clock(), answer: undefined })
      return undefined
    }
    if (entry.fingerprint !== fingerprint)
      throw new StripeFailure(400, {
        type: 'idempotency_error',
        message:
          'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      })
    if (entry.answer === undefined)
      throw new StripeFailure(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: 'There is currently another in-progress request using this Idempotent Key.',
      })
    return entry.answer
  }

  finish(key: string, answer: StoredAnswer): void {
    const entry = this.#entries.get(key)
    if (entry !== undefined) entry.answer = answer
  }

  /** Nothing had begun (429, lock timeout): the key is free again. */
  forget(key: string): void {
    this.#entries.delete(key)
  }
}
