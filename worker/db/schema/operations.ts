import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, instant } from '../columns.ts'

/** Who changed what, written in the transaction of the change. Append-only. */
export const auditLog = sqliteTable(
  'audit_log',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    at: instant().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    clientId: text('client_id'),
    subject: text().notNull(),
    /** JSON, null where there was nothing. */
    before: text(),
    after: text(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    index('audit_log_by_client').on(t.agencyId, t.clientId, t.id),
  ],
)

/** What a queue gave up on, kept so that it can be replayed. */
export const deadLetter = sqliteTable('dead_letter', {
  id: text().primaryKey(),
  queue: text().notNull(),
  /** The queue message as JSON: usage events or a payment notice, never message text. */
  body: text().notNull(),
  reason: text().notNull(),
  createdAt: instant('created_at').notNull(),
  replayedAt: instant('replayed_at'),
})

/** Numbers for /v1/status: per UTC day, how many events had which outcome. */
export const outcomeCount = sqliteTable(
  'outcome_count',
  {
    agencyId: text('agency_id').notNull(),
    day: count().notNull(),
    outcome: text().notNull(),
    events: count().notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.day, t.outcome] })],
)

/** Answers to requests that carried an Idempotency-Key, so that a repeat gets the same answer and does nothing. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    agencyId: text('agency_id').notNull(),
    key: text().notNull(),
    /** SHA-256 of method, path and body, hex. */
    request: text().notNull(),
    status: count().notNull(),
    body: text().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.key] })],
)
