import { Temporal } from 'temporal-polyfill'
import { formatNano, NANO_PER_UNIT } from '../money/nano.ts'

export type Unit = 'hour' | 'day' | 'month' | 'quarter' | 'year'

/** A calendar period: from `start` up to but not including `end`, in epoch milliseconds. */
export interface Period {
  readonly unit: Unit
  readonly startMs: bigint
  readonly endMs: bigint
  /** The local date (and hour) of the start with its offset: a readable key, `2026-03-29T00:00:00+01:00`. */
  readonly key: string
}

/** Thrown for a zone that is no IANA time zone. */
export class TimeZoneError extends Error {
  constructor(zone: string) {
    super(`unknown time zone: ${zone.slice(0, 64)}`)
    this.name = 'TimeZoneError'
  }
}

const zoned = (instantMs: bigint | number, zone: string): Temporal.ZonedDateTime => {
  const instant = Temporal.Instant.fromEpochMilliseconds(Number(instantMs))
  try {
    return instant.toZonedDateTimeISO(zone)
  } catch {
    throw new TimeZoneError(zone)
  }
}

/** The start of the period that a local time lies in. */
const startOf = (at: Temporal.ZonedDateTime, unit: Unit): Temporal.ZonedDateTime => {
  if (unit === 'hour') return at.round({ smallestUnit: 'hour', roundingMode: 'floor' })
  const day = at.startOfDay()
  if (unit === 'day') return day
  if (unit === 'year') return day.with({ month: 1, day: 1 }).startOfDay()
  const month = unit === 'month' ? at.month : at.month - ((at.month - 1) % 3)
  return day.with({ month, day: 1 }).startOfDay()
}

const STEP = {
  day: { days: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const

/** An hour is 60 minutes of real time; the rest end where the next begins locally, so a day has 23 to 25 hours. */
const endOf = (start: Temporal.ZonedDateTime, unit: Unit): Temporal.ZonedDateTime =>
  unit === 'hour' ? start.add({ hours: 1 }) : start.add(STEP[unit]).startOfDay()

/**
 * The calendar period of an instant (epoch milliseconds) in an IANA time zone, right across daylight saving.
 * (Where a zone shifts by half an hour, as on Lord Howe Island, the hours beside the shift overlap.)
 * Throws `TimeZoneError`.
 */
export const periodOf = (instantMs: bigint | number, unit: Unit, zone: string): Period => {
  const start = startOf(zoned(instantMs, zone), unit)
  return {
    unit,
    startMs: BigInt(start.epochMilliseconds),
    endMs: BigInt(endOf(start, unit).epochMilliseconds),
    key: start.toString({ timeZoneName: 'never', smallestUnit: 'second' }),
  }
}

/** The period after this one; its start is this one's end. */
export const nextPeriod = (period: Period, zone: string): Period => periodOf(period.endMs, period.unit, zone)

/** The period before this one. */
export const previousPeriod = (period: Period, zone: string): Period =>
  periodOf(period.startMs - 1n, period.unit, zone)

/** Real hours of a period as a decimal string; a March in Berlin has `743`. */
export const hoursIn = (period: Period): string =>
  formatNano(((period.endMs - period.startMs) * NANO_PER_UNIT) / 3_600_000n)
