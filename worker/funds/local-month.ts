import { nextPeriod, periodOf } from '../../shared/periods/calendar.ts'
import { localDay } from '../ledger/local-day.ts'

/** The running month in an agency's time zone: instants, and the local days that `day_sum` counts in. */
export interface LocalMonth {
  /** year × 12 + month − 1. */
  readonly month: bigint
  readonly firstDay: bigint
  readonly lastDay: bigint
  readonly startMs: bigint
  readonly endMs: bigint
}

export function localMonth(now: Date, timeZone: string): LocalMonth {
  const period = periodOf(now.getTime(), 'month', timeZone)
  const first = localDay(new Date(Number(period.startMs)), timeZone)
  const next = localDay(new Date(Number(nextPeriod(period, timeZone).startMs)), timeZone)
  return {
    month: first.month,
    firstDay: first.day,
    lastDay: next.day - 1n,
    startMs: period.startMs,
    endMs: period.endMs,
  }
}
