import { sql } from 'drizzle-orm'
import { index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { count, instant, money } from '../columns.ts'

/**
 * Thresholds of alerts, the agency's under the client '*', a client's own before it. Null in the agency's row = the
 * default of docs/alerts.md; null in a client's row = the agency's.
 */
export const alertThreshold = sqliteTable(
  'alert_threshold',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    /** Wallet balance below which staff are told; null = the reload threshold of a wallet that no reload refills. */
    lowBalance: money('low_balance'),
    /** Whole days, 0 = never. */
    runwayDays: count('runway_days'),
    /** Least (price − cost) ÷ price, in ppm; may be negative. */
    marginFloorPpm: count('margin_floor_ppm'),
    /** Losses below this much over 30 days are not reported. */
    lossFloor: money('loss_floor'),
    /** Moves with each write; that of the agency's row also with `alert_channel`, which is written along with it. */
    version: count()
      .notNull()
      .default(sql`1`),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.clientId] })],
)

/** Where an agency's alerts go. */
export const alertChannel = sqliteTable('alert_channel', {
  agencyId: text('agency_id').primaryKey(),
  /** de | en */
  locale: text().notNull(),
  /** JSON array of addresses. */
  emails: text().notNull(),
  webhookUrl: text('webhook_url'),
  /** AES-GCM, worker/notify/secret-box.ts. */
  webhookSecret: text('webhook_secret'),
  /** JSON array of kinds that are kept but not sent. */
  muted: text().notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** Whether a condition holds now: moved in the batch that writes the alert, so each crossing is told once. */
export const alertState = sqliteTable(
  'alert_state',
  {
    agencyId: text('agency_id').notNull(),
    clientId: text('client_id').notNull(),
    kind: text().notNull(),
    /** A service, or '' where the client as a whole is meant. */
    subject: text().notNull(),
    /** 1 = it holds. */
    active: count().notNull(),
    /** How many times it began to hold. */
    crossing: count().notNull(),
    since: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.clientId, t.kind, t.subject] }),
    index('alert_state_active')
      .on(t.agencyId, t.clientId)
      .where(sql`active = 1`),
  ],
)

/** What was told: one row when a condition began to hold, one when it ended. */
export const alert = sqliteTable(
  'alert',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    /** The evaluation that found it; its alerts share one e-mail. */
    run: text().notNull(),
    clientId: text('client_id').notNull(),
    kind: text().notNull(),
    subject: text().notNull(),
    /** fired | recovered */
    change: text().notNull(),
    crossing: count().notNull(),
    at: instant().notNull(),
    /** JSON of figures as decimal text. */
    detail: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('alert_once').on(t.agencyId, t.clientId, t.kind, t.subject, t.crossing, t.change),
    index('alert_by_run').on(t.run),
  ],
)

/** The outbox: one e-mail per evaluation and agency, one webhook per alert. */
export const alertDelivery = sqliteTable(
  'alert_delivery',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    /** email | webhook */
    channel: text().notNull(),
    run: text().notNull(),
    /** Null for an e-mail: it tells all alerts of the run. */
    alertId: text('alert_id'),
    /** pending | sent | failed */
    state: text().notNull(),
    tries: count().notNull(),
    /** When the job looks at it next, null = done. */
    nextTryAt: instant('next_try_at'),
    createdAt: instant('created_at').notNull(),
    doneAt: instant('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    index('alert_delivery_due')
      .on(t.nextTryAt)
      .where(sql`next_try_at IS NOT NULL`),
  ],
)

/** The delivery log: every try with what it was answered. Never holds the message or a secret. */
export const deliveryAttempt = sqliteTable(
  'delivery_attempt',
  {
    agencyId: text('agency_id').notNull(),
    deliveryId: text('delivery_id').notNull(),
    number: count().notNull(),
    at: instant().notNull(),
    /** sent | refused | unreachable | blocked | notConfigured */
    outcome: text().notNull(),
    /** HTTP status, null where there was none. */
    status: count(),
  },
  (t) => [primaryKey({ columns: [t.agencyId, t.deliveryId, t.number] })],
)

/** A client's own session in the portal, begun by a link that works once. */
export const portalSession = sqliteTable(
  'portal_session',
  {
    agencyId: text('agency_id').notNull(),
    id: text().notNull(),
    clientId: text('client_id').notNull(),
    linkId: text('link_id').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.agencyId, t.id] }),
    uniqueIndex('portal_session_by_link').on(t.agencyId, t.linkId),
  ],
)
