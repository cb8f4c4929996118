import type { InValue } from '@libsql/client/http'
import type { Statement } from '../db/client.ts'

/** Conditions that hold, as SQL: common table expressions that end in `conditions` and `figures`. */
export interface ConditionSql {
  readonly with: string
  readonly args: Readonly<Record<string, InValue>>
  /** The kinds that these expressions decide on; others are left as they are. */
  readonly kinds: readonly string[]
}

/** Where what holds differs from what was told last: a crossing each. */
const CHANGES = `
  changes AS MATERIALIZED (
    SELECT h.agency_id, h.client_id, h.kind, h.subject, 'fired' AS change, coalesce(s.crossing, 0) + 1 AS crossing,
      h.detail
    FROM conditions h LEFT JOIN alert_state s ON s.agency_id = h.agency_id AND s.client_id = h.client_id
      AND s.kind = h.kind AND s.subject = h.subject
    WHERE coalesce(s.active, 0) = 0
    UNION ALL
    SELECT s.agency_id, s.client_id, s.kind, s.subject, 'recovered', s.crossing, coalesce(f.detail, '{}')
    FROM scoped c JOIN alert_state s ON s.agency_id = c.agency_id AND s.client_id = c.client_id AND s.active = 1
    LEFT JOIN figures f ON f.agency_id = s.agency_id AND f.client_id = s.client_id
    WHERE s.kind IN (SELECT value FROM json_each(:kinds)) AND NOT EXISTS (
      SELECT 1 FROM conditions h WHERE h.agency_id = s.agency_id AND h.client_id = s.client_id
        AND h.kind = s.kind AND h.subject = s.subject)
  )`

/** Which clients have crossed something: a read, so that a quiet minute writes nothing. */
export function crossedStatement(conditions: ConditionSql, limit: bigint): Statement {
  return {
    sql: `WITH ${conditions.with}, ${CHANGES} SELECT DISTINCT agency_id, client_id FROM changes LIMIT :limit`,
    args: { ...conditions.args, kinds: JSON.stringify(conditions.kinds), limit },
  }
}

/**
 * Tells each crossing: the alert, the new state and what is to be sent, in one batch. The conditions are decided again
 * inside it, by the one writer of the database, so two runs at once tell nothing twice and lose nothing.
 * @param run a new id
 */
export function tellStatements(conditions: ConditionSql, run: string, now: bigint): Statement[] {
  return [
    {
      sql: `INSERT INTO alert (agency_id, id, run, client_id, kind, subject, change, crossing, at, detail)
            WITH ${conditions.with}, ${CHANGES}
            SELECT agency_id,
              :run || '-' || printf('%06d', row_number() OVER (ORDER BY agency_id, client_id, kind, subject)),
              :run, client_id, kind, subject, change, crossing, :at, detail
            FROM changes WHERE true ON CONFLICT DO NOTHING`,
      args: { ...conditions.args, kinds: JSON.stringify(conditions.kinds), run, at: now },
    },
    {
      sql: `INSERT INTO alert_state (agency_id, client_id, kind, subject, active, crossing, since)
            SELECT agency_id, client_id, kind, subject, change = 'fired', crossing, at FROM alert WHERE run = ?
            ON CONFLICT DO UPDATE SET active = excluded.active, crossing = excluded.crossing, since = excluded.since`,
      args: [run],
    },
    {
      sql: `INSERT INTO alert_delivery (agency_id, id, channel, run, alert_id, state, tries, next_try_at, created_at)
            SELECT DISTINCT a.agency_id, a.run || '-mail', 'email', a.run, NULL, 'pending', 0, a.at, a.at
            ${TOLD} AND c.emails <> '[]'`,
      args: [run],
    },
    {
      sql: `INSERT INTO alert_delivery (agency_id, id, channel, run, alert_id, state, tries, next_try_at, created_at)
            SELECT a.agency_id, a.id, 'webhook', a.run, a.id, 'pending', 0, a.at, a.at
            ${TOLD} AND c.webhook_url IS NOT NULL`,
      args: [run],
    },
  ]
}

/** The alerts of a run that an agency wants to be told. */
const TOLD = `FROM alert a JOIN alert_channel c ON c.agency_id = a.agency_id
  WHERE a.run = ? AND a.kind NOT IN (SELECT value FROM json_each(c.muted))`
