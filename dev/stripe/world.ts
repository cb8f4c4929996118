/** The state of the stand-in: one set of tables an account, a clock, a source of ids, the fee rule, the events. */
import type Stripe from 'stripe'
import { StripeFailure } from './errors.ts'
import type { Params } from './form.ts'
import type { Outcome } from './outcomes.ts'

export const API_VERSION = '2026-10-28.endive'

/** fee = half-up(amount × ppm / 10⁶) + fixed, in minor units. */
export interface FeeRule {
  readonly ppm: number
  readonly fixed: number
}

/** US standard pricing of 2026-09-20: 2.9 % + 30 ¢ a card; SEPA flat 35 (an assumption, see the fee table in docs). */
export const DEFAULT_FEES: Record<'card' | 'sepa_debit', FeeRule> = {
  card: { ppm: 29_000, fixed: 30 },
  sepa_debit: { ppm: 0, fixed: 35 },
}

/** Everything one Stripe account owns; an id of another account is not found. */
export class Store {
  readonly account: string
  readonly customers = new Map<string, Stripe.Customer>()
  readonly paymentMethods = new Map<string, Stripe.PaymentMethod>()
  readonly setupIntents = new Map<string, Stripe.SetupIntent>()
  readonly sessions = new Map<string, Stripe.Checkout.Session>()
  readonly paymentIntents = new Map<string, Stripe.PaymentIntent>()
  readonly charges = new Map<string, Stripe.Charge>()
  readonly balanceTransactions = new Map<string, Stripe.BalanceTransaction>()
  readonly refunds = new Map<string, Stripe.Refund>()
  readonly disputes = new Map<string, Stripe.Dispute>()
  readonly invoices = new Map<string, Stripe.Invoice>()
  readonly invoiceItems = new Map<string, Stripe.InvoiceItem>()
  readonly invoicePayments = new Map<string, Stripe.InvoicePayment>()
  readonly creditNotes = new Map<string, Stripe.CreditNote>()
  readonly events = new Map<string, Stripe.Event>()
  /** What a payment with this method leads to; by id of the payment method. */
  readonly outcomes = new Map<string, Outcome>()
  constructor(account: string) {
    this.account = account
  }
}

/** One request as a handler sees it. */
export interface Call {
  readonly world: World
  readonly store: Store
  /** Account from the `Stripe-Account` header; undefined = the key's own. */
  readonly connected: string | undefined
  readonly params: Params
  /** Path parameter. */
  readonly id: string
  readonly requestId: string | null
  readonly idempotencyKey: string | null
}

export class World {
  readonly clock: () => number
  readonly fees: Record<'card' | 'sepa_debit', FeeRule>
  readonly ownAccount: string
  readonly country: string
  readonly currency: string
  readonly accounts = new Map<string, Store>()
  /** Those that the platform may name. */
  readonly connected = new Set<string>()
  /** Called with every new event, in order. */
  onEvent: (event: Stripe.Event) => void = () => {}
  /** An object can be searched only so long after it was made: search is not read-after-write. */
  searchLag_ms = 0
  baseUrl = ''
  readonly #ids: () => string

  constructor(options: {
    clock: () => number
    ids: () => string
    fees: Record<'card' | 'sepa_debit', FeeRule>
    account: string
    connectedAccounts: readonly string[]
    country: string
    currency: string
  }) {
    this.clock = options.clock
    this.#ids = options.ids
    this.fees = options.fees
    this.ownAccount = options.account
    this.country = options.country
    this.currency = options.currency
    this.accounts.set(options.account, new Store(options.account))
    for (const account of options.connectedAccounts) this.connect(account)
  }

  /** Seconds since the epoch, as every `created` is. */
  now(): number {
    return Math.floor(this.clock() / 1000)
  }

  id(prefix: string): string {
    return `${prefix}_${this.#ids()}`
  }

  /** Somebody's account, with keys of its own. */
  addAccount(account: string): void {
    if (!this.accounts.has(account)) this.accounts.set(account, new Store(account))
  }

  /** From now on the platform may name it. */
  connect(account: string): void {
    this.addAccount(account)
    this.connected.add(account)
  }

  store(account: string): Store {
    const store = this.accounts.get(account)
    if (store === undefined) throw this.noAccess(account)
    return store
  }

  /** The store of an account that a request names. Only the platform may, and only those connected to it. */
  named(account: string, isPlatform: boolean): Store {
    if (!isPlatform || !this.connected.has(account)) throw this.noAccess(account)
    return this.store(account)
  }

  noAccess(account: string): StripeFailure {
    return new StripeFailure(403, {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${account}' (or that account does not exist).`,
    })
  }

  /** Stores an event with a copy of the object as it is now, and hands it on. */
  emit(
    call: Pick<Call, 'store' | 'connected' | 'requestId' | 'idempotencyKey'>,
    type: string,
    object: object,
  ): void {
    const event = {
      id: this.id('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: this.now(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: call.requestId, idempotency_key: call.idempotencyKey },
      type,
      ...(call.store.account === this.ownAccount ? {} : { account: call.store.account }),
    } as unknown as Stripe.Event
    call.store.events.set(event.id, event)
    this.onEvent(event)
  }
}
