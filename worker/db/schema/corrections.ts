import { sql } from 'drizzle-orm'
import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, flag, instant, money } from '../columns.ts'

/**
 * A local month that is closed: lines above `last_seq` whose usage lies in it, or before it, are booked into the open
 * period (ledger/booked-day.ts). Append-only.
 */
export const periodClose = sqliteTable(
  'period_close',
  {
    agencyId: text('agency_id').notNull(),
    /** year × 12 + month − 1, as in month_sum. */
    month: count().notNull(),
    /** The newest line that was there. */
    lastSeq: count('last_seq').notNull(),
    closedAt: instant('closed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.month] })],
)

/** Old usage that is brought in by hand: one source, one range, open until it is closed. */
export const backfill = sqliteTable(
  'backfill',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    source: text().notNull(),
    fromAt: instant('from_at').notNull(),
    /** Exclusive. */
    toAt: instant('to_at').notNull(),
    /** open | closed | reverting | reverted */
    state: text().notNull(),
    reason: text().notNull(),
    createdAt: instant('created_at').notNull(),
    /** While reverting: lines up to here are undone. */
    revertedSeq: count('reverted_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** Which lines a backfill brought: one row a batch. Append-only. */
export const backfillPosting = sqliteTable(
  'backfill_posting',
  {
    agencyId: text('agency_id').notNull(),
    backfillId: text('backfill_id').notNull(),
    journal: count().notNull(),
    firstSeq: count('first_seq').notNull(),
    lastSeq: count('last_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.backfillId, t.journal] })],
)

/** A line of the platform's own wallet ledger, as it told it. */
export const walletTransaction = sqliteTable(
  'wallet_transaction',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    system: text().notNull(),
    /** The platform's id of the sub-account, null where it named none. */
    account: text(),
    messageId: text('message_id'),
    chargeType: text('charge_type'),
    settledAt: instant('settled_at').notNull(),
    /** UTC day of `settled_at`. */
    day: count().notNull(),
    /** What it cost the agency: positive for a debit of the wallet. */
    cost: money().notNull(),
    currency: text().notNull(),
    /** The record as JSON: the shape is not documented, so nothing of it is thrown away. */
    raw: text().notNull(),
    /** waiting | matched | exception */
    state: text().notNull(),
    /** Why it is an exception. */
    reason: text(),
    /** The usage it is the exact cost of. */
    eventDay: count('event_day'),
    eventId: text('event_id'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    index('wallet_transaction_by_event').on(t.agencyId, t.eventDay, t.eventId),
    index('wallet_transaction_by_day').on(t.agencyId, t.day),
    index('wallet_transaction_waiting')
      .on(t.agencyId, t.settledAt)
      .where(sql`state = 'waiting'`),
  ],
)

/** What the reconciliation could not explain, by name; resolved when an explanation arrives. */
export const reconcileException = sqliteTable(
  'reconcile_exception',
  {
    agencyId: text('agency_id').notNull(),
    /** no_transaction | no_event | … (reconcile/exceptions.ts) */
    kind: text().notNull(),
    /** Id of the usage or of the transaction. */
    subject: text().notNull(),
    /** UTC day it belongs to. */
    day: count().notNull(),
    service: text(),
    clientId: text('client_id'),
    amount: money().notNull(),
    currency: text().notNull(),
    foundAt: instant('found_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.kind, t.subject] }),
    index('reconcile_exception_by_day').on(t.agencyId, t.day),
  ],
)

/** What the payment provider says moved its balance; `charge_id` where it is one of ours. */
export const providerTransaction = sqliteTable(
  'provider_transaction',
  {
    provider: text().notNull(),
    account: text().notNull(),
    id: text().notNull(),
    agencyId: text('agency_id'),
    chargeId: text('charge_id'),
    /** The provider's object that moved it: a charge, a refund, a dispute. Null = not told. */
    source: text(),
    /** The provider's kind: charge, refund, adjustment, payout … */
    kind: text().notNull(),
    amount: money().notNull(),
    fee: money().notNull(),
    currency: text().notNull(),
    at: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.provider, t.account, t.id] }),
    index('provider_transaction_by_agency').on(t.agencyId, t.at),
  ],
)

/** How far a job has come: the last line, or the last instant, it has worked on. */
export const jobMark = sqliteTable('job_mark', {
  job: text().primaryKey(),
  seq: count().notNull(),
  at: instant().notNull(),
})

/** The same id on several days beyond the source's repeat window: probably booked twice. */
export const repeatFinding = sqliteTable(
  'repeat_finding',
  {
    agencyId: text('agency_id').notNull(),
    source: text().notNull(),
    id: text().notNull(),
    /** UTC days as a JSON array. */
    days: text().notNull(),
    /** Client, service and quantity were the same each time. */
    sameBody: flag('same_body').notNull(),
    foundAt: instant('found_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.source, t.id] })],
)

/** What a client may spend on a service ('*' = on all) in a local month; null = no limit (B-04). */
export const spendCap = sqliteTable(
  'spend_cap',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    soft: money(),
    hard: money(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId, t.service] })],
)

/** A cap was reached: one row a crossing, so that it is told once. */
export const spendAlert = sqliteTable(
  'spend_alert',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    month: count().notNull(),
    /** soft | hard */
    level: text().notNull(),
    /** The cap as it was. */
    cap: money().notNull(),
    at: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId, t.service, t.month, t.level, t.cap] })],
)

/** What an empty wallet means: block | limit | chargeNow. No row = block. */
export const fundsPolicy = sqliteTable(
  'funds_policy',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    policy: text().notNull(),
    /** How far below 0 the wallet may go under `limit`. */
    overdraft: money().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId] })],
)
