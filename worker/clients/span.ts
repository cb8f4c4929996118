import { periodOf, previousPeriod } from '../../shared/periods/calendar.ts'

/** Local days of trailing use that the runway is reckoned from (B-03), today included. */
export const BURN_DAYS = 7

/** The spans that an overview sums, in the agency's time zone: keys of the kept sums, and instants for the live tail. */
export interface Spans {
  /** year × 12 + month − 1, as in `month_sum`. */
  readonly month: bigint
  readonly monthStartMs: bigint
  readonly monthEndMs: bigint
  /** Local days of the month so far, as in `day_sum`. */
  readonly monthDays: readonly number[]
  readonly burnDays: readonly number[]
  readonly burnStartMs: bigint
  readonly burnEndMs: bigint
}

const DAY_MS = 86_400_000

/** @throws TimeZoneError */
export function spansAt(now: Date, timeZone: string): Spans {
  const month = periodOf(now.getTime(), 'month', timeZone)
  const today = periodOf(now.getTime(), 'day', timeZone)
  let burnStart = today
  for (let back = 1; back < BURN_DAYS; back += 1) burnStart = previousPeriod(burnStart, timeZone)
  const day = dayOf(today.key)
  const [year = 0, monthOfYear = 1] = month.key.split('-').map(Number)
  return {
    month: BigInt(year * 12 + monthOfYear - 1),
    monthStartMs: month.startMs,
    monthEndMs: month.endMs,
    monthDays: daysUpTo(day, day - dayOf(month.key) + 1),
    burnDays: daysUpTo(day, BURN_DAYS),
    burnStartMs: burnStart.startMs,
    burnEndMs: today.endMs,
  }
}

/** Days since the epoch of the local date that a period's key begins with. */
const dayOf = (key: string): number => Date.parse(`${key.slice(0, 10)}T00:00:00Z`) / DAY_MS

const daysUpTo = (last: number, length: number): number[] =>
  Array.from({ length }, (_, back) => last - length + 1 + back)
