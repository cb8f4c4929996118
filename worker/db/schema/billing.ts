import { index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { sql } from 'drizzle-orm'
import { count, flag, instant, money } from '../columns.ts'

/** The agency's own account at the payment provider (Connect). Without a row the deployment's key is its own. */
export const paymentAccount = sqliteTable(
  'payment_account',
  {
    agencyId: text('agency_id').notNull(),
    provider: text().notNull(),
    account: text().notNull(),
    /** onboarding | connected | deauthorized. Charges go out while it is `connected` only. */
    state: text().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.provider] }),
    uniqueIndex('payment_account_by_id').on(t.provider, t.account),
  ],
)

/**
 * An agency's own restricted keys: one that charges, and older ones that finish what was begun on their accounts. Secrets
 * are sealed (notify/secret-box.ts) and given out to nobody.
 */
export const paymentKey = sqliteTable(
  'payment_key',
  {
    agencyId: text('agency_id').notNull(),
    provider: text().notNull(),
    /** The account it is for, with the mode where that is not the deployment's. */
    account: text().notNull(),
    /**
     * active | refused (the provider does not take it any more) | retired (a key of another account took its place) | removed
     * (kept until nothing is under way there) | erased. Charges begin while it is `active` only.
     */
    state: text().notNull(),
    /** live | test */
    mode: text().notNull(),
    /** What a person recognises the key by. */
    last4: text().notNull(),
    sealedKey: text('sealed_key'),
    sealedWebhookSecret: text('sealed_webhook_secret'),
    /** Why it is refused: `rejected`, or the permission it lost. */
    reason: text(),
    /** Counts the keys that were set for this account. */
    version: count().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.provider, t.account] }),
    uniqueIndex('payment_key_in_use')
      .on(t.agencyId, t.provider)
      .where(sql`state IN ('active', 'refused')`),
    index('payment_key_removed')
      .on(t.agencyId)
      .where(sql`state = 'removed'`),
  ],
)

/**
 * Hold-back (B-12): of the top-ups of the last `days` a share cannot be used, since they may be disputed.
 * Client '*' = every client of the agency without a row of its own.
 */
export const holdBack = sqliteTable(
  'hold_back',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    /** Parts per million. */
    sharePpm: count('share_ppm').notNull(),
    days: count().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId] })],
)

/** How an agency invoices post-paid clients. No row = the defaults of charging/invoice-settings.ts. */
export const invoiceSettings = sqliteTable('invoice_settings', {
  agencyId: text('agency_id').primaryKey(),
  /** usage | booking: by which date usage falls into a month (MO-03). */
  cutOff: text('cut_off').notNull(),
  /** charge: the stored method; send: a page on which the client pays. */
  collection: text().notNull(),
  daysUntilDue: count('days_until_due').notNull(),
  /** en | de: of the lines. */
  language: text().notNull(),
})

/**
 * One client's local month that was looked at: invoiced, or not worth it. Written before the provider is called, with
 * the charge row of the same id that collects it.
 */
export const invoice = sqliteTable(
  'invoice',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    clientId: text('client_id').notNull(),
    periodStart: instant('period_start').notNull(),
    /** Exclusive. */
    periodEnd: instant('period_end').notNull(),
    cutOff: text('cut_off').notNull(),
    /** Lines above came later: they go into a later invoice. */
    throughSeq: count('through_seq').notNull(),
    /** issued | carried (below the minimum: its lines wait for the next) | empty */
    state: text().notNull(),
    currency: text().notNull(),
    /** Σ of its lines; whole units that can be charged. */
    total: money().notNull(),
    /** charge | send | outside */
    collection: text().notNull(),
    daysUntilDue: count('days_until_due').notNull(),
    /** The provider's object, its number and its page, once known. */
    providerRef: text('provider_ref'),
    number: text(),
    url: text(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('invoice_by_period').on(t.agencyId, t.clientId, t.periodStart),
  ],
)

/** A line of an invoice. Append-only: an invoice is corrected by a credit note. */
export const invoiceLine = sqliteTable(
  'invoice_line',
  {
    agencyId: text('agency_id').notNull(),
    invoiceId: text('invoice_id').notNull(),
    position: count().notNull(),
    /** '' = carried over from before. */
    service: text().notNull(),
    label: text().notNull(),
    /** Decimal text, null where there is none to show. */
    quantity: text(),
    /** What was rated. */
    exact: money().notNull(),
    /** What is on the document: whole units, so that the lines sum to the total. */
    amount: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.invoiceId, t.position] })],
)

/** What staff give back: a refund of a charge, or a credit note on an invoice. Stored before the provider is called. */
export const giveBack = sqliteTable(
  'give_back',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    /** refund | creditNote */
    kind: text().notNull(),
    chargeId: text('charge_id').notNull(),
    clientId: text('client_id').notNull(),
    amount: money().notNull(),
    currency: text().notNull(),
    reason: text().notNull(),
    /** A credit note on a paid invoice: the money goes back with it. */
    withRefund: flag('with_refund').notNull(),
    /** prepared | sent | done | failed */
    state: text().notNull(),
    provider: text().notNull(),
    account: text().notNull(),
    providerRef: text('provider_ref'),
    idempotencyKey: text('idempotency_key').notNull(),
    failure: text(),
    sends: count().notNull(),
    nextTryAt: instant('next_try_at'),
    createdAt: instant('created_at').notNull(),
    firstSentAt: instant('first_sent_at'),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('give_back_idempotency').on(t.idempotencyKey),
    index('give_back_by_charge').on(t.agencyId, t.chargeId),
    index('give_back_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at IS NOT NULL`),
  ],
)
