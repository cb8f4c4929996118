import { sql } from 'drizzle-orm'
import { index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { count, flag, instant, money } from '../columns.ts'

/** When and how much a client's wallet is reloaded. */
export const reloadSettings = sqliteTable(
  'reload_settings',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    enabled: flag().notNull(),
    threshold: money().notNull(),
    /** The step: a reload is the smallest multiple that lands strictly above the threshold. Whole minor units. */
    amount: money().notNull(),
    /** Where a reload lands at least; null = by steps. Then `amount` is only the least that is charged at once. */
    target: money(),
    /** At most this much in one charge, null = none. */
    chargeCap: money('charge_cap'),
    /** At most this much in a local month, null = none. */
    monthCap: money('month_cap'),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId] })],
)

/** The client at the payment provider. Every provider id is scoped by the provider's account. */
export const paymentCustomer = sqliteTable(
  'payment_customer',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    provider: text().notNull(),
    /** The account it is on (payments/keys.ts), '' = the deployment key's own. */
    account: text().notNull(),
    customerId: text('customer_id').notNull(),
    methodId: text('method_id'),
    methodKind: text('method_kind'),
    /** What a person recognises: "Visa ···· 4242". */
    methodLabel: text('method_label'),
    fingerprint: text(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.clientId, t.provider] }),
    uniqueIndex('payment_customer_by_id').on(t.provider, t.account, t.customerId),
  ],
)

/**
 * One intent to move cash. Its row, with the idempotency key, is stored before the provider is called.
 * States: prepared → sent → (processing | actionRequired) → succeeded | failed | canceled.
 */
export const charge = sqliteTable(
  'charge',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    clientId: text('client_id').notNull(),
    /** reload | topUp | usage | invoice */
    purpose: text().notNull(),
    amount: money().notNull(),
    currency: text().notNull(),
    state: text().notNull(),
    provider: text().notNull(),
    account: text().notNull(),
    customerId: text('customer_id').notNull(),
    methodId: text('method_id'),
    /** The provider's object (PaymentIntent), once known. */
    providerRef: text('provider_ref'),
    idempotencyKey: text('idempotency_key').notNull(),
    /** Real fee once the provider told it, else the estimate. */
    fee: money(),
    feeIsEstimate: flag('fee_is_estimate').notNull(),
    /** Why it failed: the provider's code, and what to tell staff. */
    failureCode: text('failure_code'),
    failureText: text('failure_text'),
    sends: count().notNull(),
    /** When the sweep looks at it next, null = settled. */
    nextTryAt: instant('next_try_at'),
    createdAt: instant('created_at').notNull(),
    firstSentAt: instant('first_sent_at'),
    settledAt: instant('settled_at'),
    /** Journal that booked it. */
    journal: count(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('charge_idempotency').on(t.idempotencyKey),
    // One reload in flight per wallet, whatever runs at the same time.
    uniqueIndex('charge_one_reload')
      .on(t.agencyId, t.clientId)
      .where(sql`purpose = 'reload' AND state IN ('prepared', 'sent', 'processing', 'actionRequired')`),
    index('charge_open_invoice')
      .on(t.agencyId, t.clientId)
      .where(sql`purpose = 'invoice' AND state NOT IN ('succeeded', 'canceled')`),
    index('charge_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at IS NOT NULL`),
    index('charge_by_client').on(t.agencyId, t.clientId, t.createdAt),
  ],
)

/**
 * What went back of a charge: a refund or a dispute, and how much of it is booked so far. Each word of the provider
 * states the whole; the difference to what is booked becomes a journal, so order and repetition do not matter.
 */
export const chargeReversal = sqliteTable(
  'charge_reversal',
  {
    agencyId: text('agency_id').notNull(),
    /** The provider's object. */
    ref: text().notNull(),
    chargeId: text('charge_id').notNull(),
    clientId: text('client_id').notNull(),
    /** refund | dispute */
    what: text().notNull(),
    /** open | won | lost (disputes), done | failed (refunds) */
    state: text().notNull(),
    /** Booked: what left the provider's balance and has not come back. */
    amount: money().notNull(),
    fee: money().notNull(),
    version: count().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.ref] }),
    index('charge_reversal_by_client').on(t.agencyId, t.clientId),
  ],
)

/** Webhooks of payment providers, kept before anything is done with them; the id makes a second delivery a no-op. */
export const paymentInbox = sqliteTable(
  'payment_inbox',
  {
    /** The agency whose own endpoint it came to; '' = the deployment's. */
    agencyId: text('agency_id').notNull(),
    provider: text().notNull(),
    eventId: text('event_id').notNull(),
    account: text().notNull(),
    type: text().notNull(),
    objectId: text('object_id').notNull(),
    /** received | done | failed | ignored */
    state: text().notNull(),
    receivedAt: instant('received_at').notNull(),
    doneAt: instant('done_at'),
    tries: count().notNull(),
    error: text(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.provider, t.eventId] }),
    index('payment_inbox_open')
      .on(t.receivedAt)
      .where(sql`state = 'received'`),
  ],
)

/** Reasons to leave a wallet alone for a while after a failed reload. */
export const reloadPause = sqliteTable(
  'reload_pause',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    /** Null = until staff or the client act. */
    until: instant(),
    reason: text().notNull(),
    /** Failed tries on this method within 30 days. */
    tries: count().notNull(),
    firstTryAt: instant('first_try_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId] })],
)
