import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { count, digest, instant } from '../columns.ts'

/** A one-time code that becomes a session. Only its hash is kept. */
export const pairingCode = sqliteTable('pairing_code', {
  hash: digest().primaryKey(),
  agencyId: text('agency_id').notNull(),
  role: text().notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

/** A signed-in device. The refresh token rotates; showing an old one ends the session. */
export const session = sqliteTable(
  'session',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    role: text().notNull(),
    device: text().notNull(),
    refreshHash: digest('refresh_hash').notNull(),
    /** Counts rotations; the refresh token carries it, so an old one is recognised. */
    generation: count().notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    endReason: text('end_reason'),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.id] })],
)

/** A key that one source (a system that reports usage) uses on /v1/usage. Only its hash is kept. */
export const sourceKey = sqliteTable(
  'source_key',
  {
    hash: digest().primaryKey(),
    agencyId: text('agency_id').notNull(),
    source: text().notNull(),
    label: text().notNull(),
    /** Days back in which the same id is looked for (design §4). */
    repeatWindowDays: count('repeat_window_days').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('source_key_by_agency').on(t.agencyId, t.source)],
)
