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

/** Whose usage, and what it is parted by. */
export interface DayScope {
  /** At most 50; null = all of the agency. */
  readonly clientIds: readonly string[] | null
  readonly by: 'client' | 'service' | null
}

const PARTED = { client: 's.client_id', service: 's.service' } as const

/**
 * The days of some clients, or of all: the kept sums, then what is not sealed yet. The sums are read by the days asked
 * for, and by client where some are named; the rest by sequence number alone (NOT INDEXED, and CROSS JOIN keeps it the
 * outer loop): an index of the agency would be walked through all it ever booked. See client-statements.ts.
 */
export function dayStatements(
  agencyId: string,
  days: readonly LocalDate[],
  { clientIds, by }: DayScope,
): Statement[] {
  const ofClients = clientIds === null ? '' : 'AND s.client_id IN (SELECT value FROM json_each(?))'
  const clients = clientIds === null ? [] : [JSON.stringify(clientIds)]
  const of = by === null ? "''" : PARTED[by]
  const spans = days.map(({ day, startMs, endMs }) => [day, Number(startMs), Number(endMs)])
  return [
    {
      sql: `SELECT s.day, ${of} AS of, s.currency, s.cost_currency, ${SHARE}, sum(s.cost) AS cost,
                   sum(s.price) AS price, sum(s.events) AS events
            FROM json_each(?) AS d CROSS JOIN day_sum AS s ON s.agency_id = ? AND s.day = d.value ${ofClients}
            ${GROUPED}
            GROUP BY s.day, ${of}, s.currency, s.cost_currency, c.billing_mode, reload_amount`,
      args: [JSON.stringify(days.map(({ day }) => day)), agencyId, ...clients],
    },
    {
      sql: `SELECT d.value ->> 0 AS day, ${of} AS of, s.currency, s.cost_currency, ${SHARE}, sum(s.cost) AS cost,
                   sum(s.price) AS price, count(*) FILTER (WHERE s.kind = 'usage') AS events
            FROM usage_event AS s NOT INDEXED
            CROSS JOIN json_each(?) AS d ON s.occurred_at >= d.value ->> 1 AND s.occurred_at < d.value ->> 2
            ${GROUPED}
            WHERE s.seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND s.agency_id = ? ${ofClients}
            GROUP BY d.value ->> 0, ${of}, s.currency, s.cost_currency, c.billing_mode, reload_amount`,
      args: [JSON.stringify(spans), agencyId, ...clients],
    },
  ]
}
