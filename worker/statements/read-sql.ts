import type { InValue } from '@libsql/client/http'
import type { Statement } from '../db/client.ts'
import { linesOfMonth } from '../ledger/booked-day.ts'
import { MANUAL } from '../payments/manual/reference.ts'

/** A local month: year × 12 + month − 1, and its bounds in epoch milliseconds. */
export interface Month {
  readonly month: bigint
  readonly startMs: bigint
  readonly endMs: bigint
}

const DAY_MS = 86_400_000n

/**
 * A month of one client, in one moment. Usage counts in the month that an invoice counts it in (`linesOfMonth`: a closed
 * month stays as it was). Balances are reckoned backwards from what stands now, so that they always fit the movements.
 * In order: client; balances now; the month's lines; lines of later months; postings since the month began.
 */
export function statementReads(agencyId: string, clientId: string, month: Month): Statement[] {
  const lines = linesOfMonth(agencyId, month)
  const picked = pickedLines(agencyId, clientId, month)
  return [
    {
      sql: `SELECT c.name, c.currency, c.billing_mode, a.name AS agency, a.time_zone, EXISTS (
              SELECT 1 FROM payment_customer m WHERE m.agency_id = c.agency_id AND m.client_id = c.id
                AND m.provider = '${MANUAL}') AS outside FROM client c
            JOIN agency a ON a.id = c.agency_id WHERE c.agency_id = ? AND c.id = ?`,
      args: [agencyId, clientId],
    },
    {
      sql: 'SELECT account, currency, balance FROM client_balance WHERE agency_id = ? AND client_id = ?',
      args: [agencyId, clientId],
    },
    {
      // Quantities are decimal text, which SQL cannot add: equal ones are counted.
      sql: `${picked.sql} SELECT e.service, e.billed_by, e.billing_mode, e.currency, e.cost_currency, e.quantity,
              count(*) AS times, sum(e.cost) AS cost, sum(e.price) AS price, sum(e.estimated) AS estimated
            FROM picked e WHERE ${lines.sql}
            GROUP BY e.service, e.billed_by, e.billing_mode, e.currency, e.cost_currency, e.quantity`,
      args: [...picked.args, ...lines.args],
    },
    {
      sql: `${picked.sql} SELECT e.billing_mode, e.currency, sum(e.price) AS price FROM picked e
            WHERE e.billed_by = 'ledger' AND NOT (e.occurred_at < ? AND e.seq <= coalesce(
              (SELECT min(last_seq) FROM period_close WHERE agency_id = ? AND month >= ?), e.seq))
              AND (e.occurred_at >= ? OR e.seq > coalesce(
              (SELECT min(last_seq) FROM period_close WHERE agency_id = ? AND month >= ?), e.seq))
            GROUP BY e.billing_mode, e.currency`,
      args: [...picked.args, month.endMs, agencyId, month.month, month.startMs, agencyId, month.month - 1n],
    },
    {
      sql: `SELECT j.number, j.kind, j.posted_at, x.account, x.currency, x.amount
            FROM journal j JOIN journal_entry x ON x.agency_id = j.agency_id AND x.journal = j.number
              AND x.account IN ('wallets', 'receivables')
            WHERE j.agency_id = ? AND j.client_id = ? AND j.posted_at >= ? ORDER BY j.number`,
      args: [agencyId, clientId, month.startMs],
    },
  ]
}

/**
 * The client's lines that may count in the month or later: those of its days and after, and of the days before only what
 * came after the month before was closed (the client's index ends in the line's number, so that is a seek a day).
 */
function pickedLines(agencyId: string, clientId: string, month: Month): { sql: string; args: InValue[] } {
  const columns = `e.seq, e.service, e.billed_by, e.billing_mode, e.currency, e.cost_currency, e.quantity, e.cost, e.price,
    e.estimated, e.occurred_at`
  const own = 'usage_event e ON e.agency_id = ? AND e.day = d.day AND e.client_id = ?'
  return {
    sql: `WITH RECURSIVE days(day) AS (
            SELECT min(day) FROM usage_event WHERE agency_id = ?
            UNION ALL
            SELECT (SELECT min(u.day) FROM usage_event u WHERE u.agency_id = ? AND u.day > days.day) FROM days
            WHERE days.day IS NOT NULL
          ), closed AS MATERIALIZED (
            SELECT min(last_seq) AS seq FROM period_close WHERE agency_id = ? AND month >= ?
          ), picked AS (
            SELECT ${columns} FROM days d CROSS JOIN ${own} WHERE d.day >= ?
            UNION ALL
            SELECT ${columns} FROM closed x CROSS JOIN days d CROSS JOIN ${own} AND e.seq > x.seq
            WHERE x.seq IS NOT NULL AND d.day < ?
          )`,
    args: [
      agencyId,
      agencyId,
      agencyId,
      month.month - 1n,
      agencyId,
      clientId,
      month.startMs / DAY_MS,
      agencyId,
      clientId,
      month.startMs / DAY_MS,
    ],
  }
}
