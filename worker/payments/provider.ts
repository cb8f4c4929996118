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
  /** A whole number of the currency's chargeable minor units. */
  readonly amount: bigint
  readonly currency: string
  /** The account it is made on (payments/keys.ts), '' = the deployment key's own. */
  readonly account: string
  readonly customerId: string
  readonly methodId: string | null
  readonly idempotencyKey: string
  /** The provider's object, once known. */
  readonly providerRef: string | null
  /** Nothing older is looked for. */
  readonly createdAt: Date
}

/** What became of an intent. All but `unknown` are the provider's definite word. */
export type ChargeOutcome =
  /** `fee` null = the provider does not know it yet. */
  | { kind: 'succeeded'; ref: string; amount: bigint; fee: bigint | null }
  /** `hard`: this method will not work again; `soft`: it may later; `canceled`: nobody will try this intent again. */
  | {
      kind: 'failed'
      ref: string | null
      code: string
      text: string
      hardness: 'hard' | 'soft' | 'canceled'
    }
  /** The client must act on-session (3-D Secure). */
  | { kind: 'actionRequired'; ref: string; code: string }
  /** SEPA: 5–14 business days. */
  | { kind: 'processing'; ref: string }
  /**
   * No definite answer: it may or may not have happened. `askAgain`: the same key may bring the answer (after
   * `retryAfter_ms` if told); else the key only repeats this answer and the intent must be looked up.
   */
  | { kind: 'unknown'; code: string; askAgain: boolean; retryAfter_ms: number | null }

/** The document that a charge of the purpose `invoice` collects; amounts in nano, whole chargeable units, lines sum to it. */
export interface InvoiceDocument {
  readonly collection: 'charge' | 'send'
  readonly daysUntilDue: number
  /** Epoch milliseconds; the end is exclusive. */
  readonly periodStartMs: bigint
  readonly periodEndMs: bigint
  readonly lines: readonly { position: number; text: string; amount: bigint }[]
}

/** How far an invoice has come, beside what became of its money. */
export interface Billed {
  readonly outcome: ChargeOutcome
  /** The provider's document, once there. */
  readonly document: { ref: string; number: string | null; url: string | null } | null
}

/** A refund of a payment, or a credit note on an invoice; stored, key included, before the provider is called. */
export interface GiveBackIntent {
  readonly id: string
  readonly agencyId: string
  readonly kind: 'refund' | 'creditNote'
  readonly amount: bigint
  readonly currency: string
  readonly account: string
  /** The payment for a refund, the invoice for a credit note. */
  readonly on: string
  /** A credit note on an invoice that is paid: whether the money goes back, else it stays as the client's credit. */
  readonly paid: boolean
  readonly withRefund: boolean
  readonly reason: string
  readonly idempotencyKey: string
}

/** `reversal`: what a refund took from the payment. */
export type GiveBackOutcome =
  | { kind: 'done'; ref: string; reversal: Reversal | null }
  | { kind: 'failed'; code: string; text: string }
  | { kind: 'unknown'; code: string; askAgain: boolean; retryAfter_ms: number | null }

/** A provider's webhook, verified but not yet believed: the object is fetched again before anything is booked. */
export interface ProviderNotice {
  readonly eventId: string
  readonly type: string
  /** The agency whose own endpoint it came to, with its own secret: it speaks for that agency alone. '' = the deployment's. */
  readonly agencyId: string
  /** The account it is of (payments/keys.ts), '' = the deployment key's own. */
  readonly account: string
  readonly objectId: string
}

/** What a webhook meant, in our words. `agencyId` and `chargeId` come from our own metadata on the provider's object. */
export type PaymentEvent =
  | { kind: 'charge'; agencyId: string; chargeId: string; outcome: ChargeOutcome }
  | ({ kind: 'reversal'; agencyId: string; chargeId: string } & Reversal)
  | { kind: 'method'; agencyId: string; clientId: string; customerId: string; method: PaymentMethod | null }
  /** A connected account; the agency is known by our own map. */
  | { kind: 'account'; state: 'onboarding' | 'connected' | 'deauthorized' }

/** Money that went back: the whole of it so far, not the step; nano in the charge's currency. */
export interface Reversal {
  readonly what: 'refund' | 'dispute'
  readonly ref: string
  /** The payment it takes from. */
  readonly paymentRef: string
  readonly state: 'open' | 'won' | 'lost' | 'done' | 'failed'
  /** What has left the provider's balance because of it and not come back. */
  readonly amount: bigint
  /** What the provider took for it and has not given back. */
  readonly fee: bigint
}

export interface PaymentMethod {
  readonly id: string
  readonly kind: string
  readonly label: string
  /** Tells the same card again (HL-13); null where the kind has none. */
  readonly fingerprint: string | null
  readonly country: string | null
}

/** Somebody the provider knows already. */
export interface FoundCustomer {
  readonly id: string
  readonly name: string | null
  readonly email: string | null
  /** The agency that our mark on it names; null without one. */
  readonly agencyId: string | null
}

/**
 * In place of a client's id: the agency itself, whose own card must never pay for a client (HL-13). Not an empty text,
 * which Stripe's metadata does not keep.
 */
export const AGENCY_ITSELF = '*'

/** Whose customer. */
export interface CustomerOwner {
  readonly agencyId: string
  readonly clientId: string
  readonly account: string
}

/** What leads to a stored method. All of these throw ProviderUnreachable. */
export interface CustomerDesk {
  /** Makes the customer; said twice within a day it is the same one. */
  createCustomer(owner: CustomerOwner, name: string): Promise<string>
  /** HL-12: by the provider's id, or exactly by e-mail or name; at most 20. */
  findCustomers(
    account: string,
    by: { id: string } | { email: string } | { name: string },
  ): Promise<FoundCustomer[]>
  /** The method an existing customer pays with: the default one, else the newest. */
  methodOf(account: string, customerId: string): Promise<PaymentMethod | null>
  /** Every saved method of a customer, newest first, at most 20. */
  methods(account: string, customerId: string): Promise<PaymentMethod[]>
  /** Forgets a saved method; one that is gone already is no error. */
  removeMethod(account: string, methodId: string): Promise<void>
  /** Makes an account for an agency; said twice within a day it is the same one. Returns its id. */
  createAccount(agencyId: string): Promise<string>
  /** A page on which the agency enters what the provider must know of it. */
  onboardingPage(account: string, returnUrl: string): Promise<string>
  /** A page of the provider on which the client enters a card or an account; it is told of by webhook. */
  setupPage(owner: CustomerOwner, customerId: string, currency: string, returnUrl: string): Promise<string>
  /** A page on which the client authenticates the kept payment; null when none is needed any more. */
  authenticationPage(intent: ChargeIntent, returnUrl: string): Promise<string | null>
}

export interface PaymentProvider {
  readonly name: string
  /** Why its account cannot be asked now, by a code: its key was refused or is gone. Null = it can. */
  readonly closed: string | null
  readonly desk: CustomerDesk
  /** Never throws for what the provider or the network does: that is an outcome. */
  charge(intent: ChargeIntent): Promise<ChargeOutcome>
  /**
   * Brings an invoice as far as it goes: made, its lines, finalized, paid or sent. Looks first how far it is, so it can be
   * called again after a crash anywhere. Never throws, as `charge`.
   */
  bill(intent: ChargeIntent, document: InvoiceDocument): Promise<Billed>
  /** Gives up a payment that waits for the client: nobody can confirm it after. Never throws, as `charge`. */
  cancel(intent: ChargeIntent): Promise<ChargeOutcome>
  /** Never throws, as `charge`. `lookFirst`: the key may be too old, so it is looked for before it is made. */
  giveBack(intent: GiveBackIntent, lookFirst: boolean): Promise<GiveBackOutcome>
  /**
   * What became of an intent, by its reference or else by our metadata; null = the provider never saw it.
   * Reads only. The answer `unknown` means that it could not be asked.
   */
  find(intent: ChargeIntent): Promise<ChargeOutcome | null>
  /** Fetches the notice's object and says what it means; null = not ours. @throws ProviderUnreachable */
  read(notice: ProviderNotice): Promise<PaymentEvent | null>
}

/** The provider could not be asked, or refused our key; ask again later. The message is the provider's code. */
export class ProviderUnreachable extends Error {
  override name = 'ProviderUnreachable'
}
