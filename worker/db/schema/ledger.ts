import { sql } from 'drizzle-orm'
import { index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { count, digest, flag, instant, money } from '../columns.ts'

/** One row: where the ledger stands. Every posting moves it first, so the lines and the number of a batch are known inside it. */
export const ledgerHead = sqliteTable('ledger_head', {
  id: count().primaryKey(),
  /** Number of the newest journal. */
  journal: count().notNull(),
  /** Highest usage_event.seq before the newest usage batch: its lines are those above. */
  beforeSeq: count('before_seq').notNull(),
  /** Newest journal that is sealed, and the last line whose sums are kept. */
  sealedJournal: count('sealed_journal').notNull(),
  sealedSeq: count('sealed_seq').notNull(),
  sealedAt: instant('sealed_at'),
})

/** A line of the sub-ledger: one usage, one adjustment of it, one reversal. Append-only. */
export const usageEvent = sqliteTable(
  'usage_event',
  {
    seq: count().primaryKey(),
    agencyId: text('agency_id').notNull(),
    /** UTC day of `occurred_at`, days since the epoch: leads the keys, so that inserts stay at the end of the index. */
    day: count().notNull(),
    source: text().notNull(),
    id: text().notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    /** usage | adjustment | void | amend */
    kind: text().notNull(),
    /** Decimal text. */
    quantity: text().notNull(),
    cost: money().notNull(),
    costCurrency: text('cost_currency').notNull(),
    price: money().notNull(),
    currency: text().notNull(),
    billedBy: text('billed_by').notNull(),
    billingMode: text('billing_mode').notNull(),
    costRateId: text('cost_rate_id'),
    termsNumber: count('terms_number'),
    fxRateId: text('fx_rate_id'),
    estimated: flag().notNull(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    bodyHash: digest('body_hash').notNull(),
    /** Id of the line that this one corrects. */
    corrects: text(),
    attributes: text(),
    /**
     * Cost of one unit, decimal text, where it is not the rate of `cost_rate_id`: the source told its own. Of a
     * correction: what the price stands at after it. Null of lines from before it was kept.
     */
    unitCost: text('unit_cost'),
  },
  (t) => [
    uniqueIndex('usage_event_identity').on(t.agencyId, t.day, t.source, t.id),
    index('usage_event_by_client').on(t.agencyId, t.day, t.clientId),
  ],
)

/** One posting. A usage journal's lines are `first_seq … last_seq` (one writer, so contiguous). Append-only. */
export const journal = sqliteTable(
  'journal',
  {
    number: count().primaryKey(),
    agencyId: text('agency_id').notNull(),
    /** usage | topUp | refund | dispute | fee | adjustment … */
    kind: text().notNull(),
    postedAt: instant('posted_at').notNull(),
    firstSeq: count('first_seq'),
    lastSeq: count('last_seq'),
    lines: count().notNull(),
    /** What caused it: a charge id, a reference typed by staff. */
    reference: text(),
    /** The client it concerns, where it is one client. */
    clientId: text('client_id'),
  },
  // A client's top-ups and payments, for statements; usage journals name no client and so write no entry here.
  (t) => [
    index('journal_by_client')
      .on(t.agencyId, t.clientId, t.number)
      .where(sql`client_id IS NOT NULL`),
  ],
)

/** An entry: debit positive, credit negative; a journal's entries sum to 0 per currency. Append-only. */
export const journalEntry = sqliteTable(
  'journal_entry',
  {
    agencyId: text('agency_id').notNull(),
    journal: count().notNull(),
    account: text().notNull(),
    currency: text().notNull(),
    amount: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.journal, t.account, t.currency] })],
)

/** Σ entries of an account. */
export const accountBalance = sqliteTable(
  'account_balance',
  {
    agencyId: text('agency_id').notNull(),
    account: text().notNull(),
    currency: text().notNull(),
    balance: money().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.account, t.currency] })],
)

/**
 * A client's part of a control account, seen by the client: `wallets` positive = money to use (the account is
 * −Σ of these), `receivables` positive = owed to the agency (the account is +Σ).
 */
export const clientBalance = sqliteTable(
  'client_balance',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    account: text().notNull(),
    currency: text().notNull(),
    balance: money().notNull(),
    version: count().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId, t.account, t.currency] })],
)

/** The hash chain of an agency's journals (B-16): each seals the one before. Append-only. */
export const seal = sqliteTable(
  'seal',
  {
    agencyId: text('agency_id').notNull(),
    journal: count().notNull(),
    hash: digest().notNull(),
    sealedAt: instant('sealed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.journal] })],
)

/** Sums per local day, client and service; kept by the sealing job up to ledger_head.sealed_seq, the rest is read live. */
export const daySum = sqliteTable(
  'day_sum',
  {
    agencyId: text('agency_id').notNull(),
    /** Local calendar day in the agency's time zone, days since the epoch. */
    day: count().notNull(),
    clientId: text('client_id').notNull(),
    service: text().notNull(),
    billedBy: text('billed_by').notNull(),
    currency: text().notNull(),
    costCurrency: text('cost_currency').notNull(),
    quantity: text().notNull(),
    cost: money().notNull(),
    price: money().notNull(),
    events: count().notNull(),
    estimated: count().notNull(),
  },
  (t) => [
    primaryKey({
      columns: [t.agencyId, t.day, t.clientId, t.service, t.billedBy, t.currency, t.costCurrency],
    }),
  ],
)

/** Sums per local month and client: one row each, so the overview costs the same at any number of events. */
export const monthSum = sqliteTable(
  'month_sum',
  {
    agencyId: text('agency_id').notNull(),
    /** Months since year 0 of the local calendar: year × 12 + month − 1. */
    month: count().notNull(),
    clientId: text('client_id').notNull(),
    currency: text().notNull(),
    costCurrency: text('cost_currency').notNull(),
    cost: money().notNull(),
    price: money().notNull(),
    events: count().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.month, t.clientId, t.currency, t.costCurrency] })],
)

/** Never holds a row: a guard inserts NULL here to abort its batch. */
export const guard = sqliteTable('guard', { ok: count().notNull() })
