import type { ResultSet } from '@libsql/client/http'
import { Temporal } from 'temporal-polyfill'
import type { Statement } from '../db/client.ts'
import { type LocalDay, localDay } from './local-day.ts'

/** A closed local month (year × 12 + month − 1), and the newest line that was there when it was closed. */
export interface PeriodClose {
  readonly month: bigint
  readonly lastSeq: bigint
}

export interface BookedDay extends LocalDay {
  /** True where the usage lies in a period that was closed before the line came. */
  readonly late: boolean
}

/**
 * The local day a line counts in (design §4: closed periods stay closed). Its usage's own day, unless that month, or a
 * later one, was closed before the line was posted: then the month after that one, on the day the line was received
 * where that lies in it, else on its first day. Rating always goes by the usage's own time. Derived from append-only rows alone, so the checker derives the same.
 */
export function bookedOn(
  line: { readonly seq: bigint; readonly occurredAt: Date; readonly receivedAt: Date },
  timeZone: string,
  closes: readonly PeriodClose[],
): BookedDay {
  const own = localDay(line.occurredAt, timeZone)
  let closedThrough: bigint | null = null
  for (const close of closes) {
    if (close.lastSeq < line.seq && (closedThrough === null || close.month > closedThrough)) {
      closedThrough = close.month
    }
  }
  if (closedThrough === null || own.month > closedThrough) return { ...own, late: false }
  const month = closedThrough + 1n
  const received = localDay(line.receivedAt, timeZone)
  return { month, day: received.month === month ? received.day : firstDayOf(month), late: true }
}

/** Days since 1970-01-01 of the first day of a month (year × 12 + month − 1). */
export function firstDayOf(month: bigint): bigint {
  const date = new Temporal.PlainDate(Number(month / 12n), Number(month % 12n) + 1, 1)
  return BigInt(new Temporal.PlainDate(1970, 1, 1).until(date, { largestUnit: 'days' }).days)
}

/** Every closed month of these agencies; read the answer with `closesByAgency`. */
export const closesStatement = (agencies: readonly string[]): Statement => ({
  sql: `SELECT agency_id, month, last_seq FROM period_close WHERE agency_id IN (SELECT value FROM json_each(?))`,
  args: [JSON.stringify(agencies)],
})

export function closesByAgency(result: ResultSet | undefined): Map<string, PeriodClose[]> {
  const closes = new Map<string, PeriodClose[]>()
  for (const row of result?.rows ?? []) {
    const agencyId = String(row['agency_id'])
    const one = { month: row['month'] as bigint, lastSeq: row['last_seq'] as bigint }
    closes.set(agencyId, [...(closes.get(agencyId) ?? []), one])
  }
  return closes
}

/**
 * SQL over `usage_event e`, true for the lines that an invoice or statement of a local month counts: the same as
 * `bookedOn`. Usage of the month that came before it was closed, and late usage of closed months before it.
 * @param month year × 12 + month − 1; `startMs`, `endMs` its bounds in epoch milliseconds
 */
export function linesOfMonth(
  agencyId: string,
  { month, startMs, endMs }: { month: bigint; startMs: bigint; endMs: bigint },
): { sql: string; args: (string | bigint)[] } {
  const closedAt = `coalesce((SELECT min(last_seq) FROM period_close WHERE agency_id = ? AND month >= ?), ${SEQ_MAX})`
  return {
    sql: `(e.seq <= ${closedAt} AND e.occurred_at < ? AND (e.occurred_at >= ? OR e.seq > ${closedAt}))`,
    args: [agencyId, month, endMs, startMs, agencyId, month - 1n],
  }
}

const SEQ_MAX = 9_223_372_036_854_775_807n
