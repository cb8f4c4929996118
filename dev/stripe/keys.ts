/**
 * API keys: which account each is for, and what it may do. A key that begins as the stand-in's own is the platform's, with
 * all rights and `Stripe-Account` for its connected accounts; any other must be made known here, as a restricted key is at
 * Stripe, and may name no other account. Texts of 401 and 403 as Stripe's (github.com/stripe/stripe-node/issues/2246,
 * docs.stripe.com/keys/restricted-api-keys, as known on 2026-11-22).
 */
import { StripeFailure } from './errors.ts'

interface KeyState {
  readonly account: string
  revoked: boolean
  readonly lacks: Set<string>
}

/** Stripe's name for what a path is about; a key that may write it may read it. */
const RESOURCES: readonly [RegExp, string][] = [
  [/^\/v1\/payment_intents/, 'payment_intent'],
  [/^\/v1\/customers\/[^/]+\/payment_methods/, 'payment_method'],
  [/^\/v1\/customers/, 'customer'],
  [/^\/v1\/payment_methods/, 'payment_method'],
  [/^\/v1\/setup_intents/, 'setup_intent'],
  [/^\/v1\/checkout\/sessions/, 'checkout_session'],
  [/^\/v1\/(charges|refunds)/, 'charge'],
  [/^\/v1\/disputes/, 'dispute'],
  [/^\/v1\/invoices/, 'invoice'],
  [/^\/v1\/credit_notes/, 'credit_note'],
  [/^\/v1\/balance_transactions/, 'balance_transaction_source'],
  [/^\/v1\/accounts?(\/|$)/, 'accounts_kyc_basic'],
]

export class Keys {
  readonly #platform: { readonly prefix: string; readonly account: string }
  readonly #known = new Map<string, KeyState>()

  constructor(prefix: string, account: string) {
    this.#platform = { prefix, account }
  }

  /**
   * A restricted key of an account.
   * @param lacks rights it does not have, as Stripe names them after `rak_`; by default that to read its account, which
   *   most restricted keys do not have
   */
  allow(key: string, account: string, lacks: readonly string[] = ['accounts_kyc_basic_read']): void {
    this.#known.set(key, { account, revoked: false, lacks: new Set(lacks) })
  }

  /** From now on every request with it is a 401. */
  revoke(key: string): void {
    this.#of(key).revoked = true
  }

  /** Takes a right away, such as `payment_intent_write`: a 403 from now on. */
  restrict(key: string, right: string): void {
    this.#of(key).lacks.add(right)
  }

  /** The account that a key is for. @throws StripeFailure 401, 403 */
  admit(key: string, method: string, path: string): string {
    if (key.startsWith(this.#platform.prefix)) return this.#platform.account
    const state = this.#known.get(key)
    if (state === undefined || state.revoked) {
      throw new StripeFailure(401, {
        type: 'invalid_request_error',
        message: `Invalid API Key provided: ${masked(key)}`,
      })
    }
    const resource = RESOURCES.find(([pattern]) => pattern.test(path))?.[1]
    const lacked = rightsThatDo(resource, method).find((right) => state.lacks.has(right))
    if (lacked === undefined) return state.account
    throw new StripeFailure(403, {
      type: 'invalid_request_error',
      message: `The provided key '${masked(key)}' does not have the required permissions for this endpoint on account '${state.account}'. Having the 'rak_${lacked}' permission would allow this request to continue.`,
    })
  }

  /** Whether the key may speak for a connected account by its name. */
  isPlatform(account: string): boolean {
    return account === this.#platform.account
  }

  #of(key: string): KeyState {
    const state = this.#known.get(key)
    if (state === undefined) throw new TypeError('no such key')
    return state
  }
}

function rightsThatDo(resource: string | undefined, method: string): string[] {
  if (resource === undefined) return []
  return method === 'GET' ? [`${resource}_read`] : [`${resource}_write`]
}

const masked = (key: string) => `${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}`
