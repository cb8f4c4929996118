/**
 * The seam to whoever moves cash: Stripe, or a bank transfer that staff book by hand. Amounts are nano in the
 * currency given; each implementation turns them into its own units. Nothing here names a provider's own types.
 */

/** One intent to charge. The row that holds it, key included, is stored before `charge` is called. */
export interface ChargeIntent {
  readonly id: string
  readonly agencyId: string
  readonly clientId: string
  readonly purpose: string
  readonly amount: bigint
  readonly currency: string
  /** Connected account, '' = the key's own. */
  readonly account: string
  readonly customerId: string
  readonly methodId: string | null
  readonly idempotencyKey: string
}

/** What became of an intent. Only the first three are definite. */
export type ChargeOutcome =
  | { kind: 'succeeded'; ref: string; amount: bigint; fee: bigint | null }
  /** `hard`: this method will not work again; `soft`: it may later. */
  | { kind: 'failed'; ref: string | null; code: string; text: string; hardness: 'hard' | 'soft' }
  /** The client must act on-session (3-D Secure). */
  | { kind: 'actionRequired'; ref: string; code: string }
  /** SEPA: 5–14 business days. */
  | { kind: 'processing'; ref: string }
  /** No definite answer: it may or may not have happened. Ask again with the same key. `retryAfter_ms` if told. */
  | { kind: 'unknown'; code: string; retryAfter_ms: number | null }

/** A provider's webhook, verified but not yet believed: the object is fetched again before anything is booked. */
export interface ProviderNotice {
  readonly eventId: string
  readonly type: string
  readonly account: string
  readonly objectId: string
}

/** What a webhook meant, in our words. */
export type PaymentEvent =
  | { kind: 'charge'; chargeId: string; agencyId: string; outcome: ChargeOutcome }
  | { kind: 'refunded'; chargeId: string; agencyId: string; ref: string; amount: bigint }
  | {
      kind: 'dispute'
      chargeId: string
      agencyId: string
      ref: string
      state: 'opened' | 'won' | 'lost'
      amount: bigint
      fee: bigint
    }
  | { kind: 'methodChanged'; agencyId: string; clientId: string; method: PaymentMethod | null }

export interface PaymentMethod {
  readonly id: string
  readonly kind: string
  readonly label: string
  /** Tells the same card again (HL-13); null where the kind has none. */
  readonly fingerprint: string | null
  readonly country: string | null
}

export interface PaymentProvider {
  readonly name: string
  charge(intent: ChargeIntent): Promise<ChargeOutcome>
  /** What became of an intent, found by our metadata; null = the provider never saw it. For after the key's 24 hours. */
  find(intent: ChargeIntent): Promise<ChargeOutcome | null>
  /** Verifies on the raw bytes. @throws Refusal signature_missing | signature_invalid */
  verify(rawBody: string, headers: Headers): Promise<ProviderNotice>
  /** Fetches the notice's object and says what it means; null = nothing to us. */
  read(notice: ProviderNotice): Promise<PaymentEvent | null>
}
