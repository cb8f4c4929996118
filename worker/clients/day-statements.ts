import type { Statement } from '../db/client.ts'
import { periodOf, previousPeriod } from '../../shared/periods/calendar.ts'

/** A calendar day in the agency's time zone: its date, its key in `day_sum`, and its instants. */
export interface LocalDate {
  readonly date: string
  readonly day: number
  readonly startMs: bigint
  readonly endMs: bigint
}

const DAY_MS = 86_400_000

/** The last `count` local days, today included, oldest first. @throws TimeZoneError */
export function lastDays(now: Date, timeZone: string, count: number): LocalDate[] {
  let period = periodOf(now.getTime(), 'day', timeZone)
  const days: LocalDate[] = []
  for (let back = 0; back < count; back += 1) {
    const date = period.key.slice(0, 10)
    const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS
    days.unshift({ date, day, startMs: period.startMs, endMs: period.endMs })
    period = previousPeriod(period, timeZone)
  }
  return days
}

/** What a client's share of fees depends on; found last, once for each row, hence CROSS JOIN. */
const GROUPED = `CROSS JOIN client AS c ON c.agency_id = s.agency_id AND c.id = s.client_id
  LEFT JOIN reload_settings AS r ON r.agency_id = s.agency_id AND r.client_id = s.client_id`
const SHARE = `c.billing_mode, coalesce(r.amount, 0) AS reload_amount`

/**
 * The days of one client, or of all where `clientId` is null: the kept sums, then what is not sealed yet. The sums are
 * read by the days asked for; the rest by sequence number alone (NOT INDEXED, and CROSS JOIN keeps it the outer loop):
 * an index of the agency would be walked through all it ever booked. See client-statements.ts.
 */
export function dayStatements(
  agencyId: string,
  clientId: string | null,
  days: readonly LocalDate[],
): Statement[] {
  const ofClient = clientId === null ? '' : 'AND s.client_id = ?'
  const client = clientId === null ? [] : [clientId]
  const spans = days.map(({ day, startMs, endMs }) => [day, Number(startMs), Number(endMs)])
  return [
    {
      sql: `SELECT s.day, s.currency, s.cost_currency, ${SHARE}, sum(s.cost) AS cost, sum(s.price) AS price,
                   sum(s.events) AS events
            FROM json_each(?) AS d CROSS JOIN day_sum AS s ON s.agency_id = ? AND s.day = d.value ${ofClient}
            ${GROUPED}
            GROUP BY s.day, s.currency, s.cost_currency, c.billing_mode, reload_amount`,
      args: [JSON.stringify(days.map(({ day }) => day)), agencyId, ...client],
    },
    {
      sql: `SELECT d.value ->> 0 AS day, s.currency, s.cost_currency, ${SHARE}, sum(s.cost) AS cost,
                   sum(s.price) AS price, count(*) FILTER (WHERE s.kind = 'usage') AS events
            FROM usage_event AS s NOT INDEXED
            CROSS JOIN json_each(?) AS d ON s.occurred_at >= d.value ->> 1 AND s.occurred_at < d.value ->> 2
            ${GROUPED}
            WHERE s.seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND s.agency_id = ? ${ofClient}
            GROUP BY d.value ->> 0, s.currency, s.cost_currency, c.billing_mode, reload_amount`,
      args: [JSON.stringify(spans), agencyId, ...client],
    },
  ]
}
