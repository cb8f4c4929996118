import { Temporal } from 'temporal-polyfill'
import type { Period } from './calendar.ts'

/** A share of a period as a fraction, for exact arithmetic. */
export interface Share {
  readonly part: bigint
  readonly whole: bigint
}

/**
 * The share of a period that lies in [fromMs, toMs), by milliseconds of real time; null means open. So a client
 * who came on the 10th and left on the 20th pays for just that, and adjoining spans add up to the whole.
 */
export const shareByTime = (period: Period, fromMs: bigint | null, toMs: bigint | null): Share => {
  const start = fromMs !== null && fromMs > period.startMs ? fromMs : period.startMs
  const end = toMs !== null && toMs < period.endMs ? toMs : period.endMs
  return { part: end > start ? end - start : 0n, whole: period.endMs - period.startMs }
}

const dayNumber = (instantMs: bigint, zone: string): bigint => {
  const date = Temporal.Instant.fromEpochMilliseconds(Number(instantMs))
    .toZonedDateTimeISO(zone)
    .toPlainDate()
  return BigInt(Temporal.PlainDate.from('1970-01-01').until(date, { largestUnit: 'days' }).days)
}

/**
 * The same by local calendar days, both the first and the last day counted: what people expect on an invoice
 * ("10 of 30 days"). A day of 23 or 25 hours counts as one.
 */
export const shareByDays = (
  period: Period,
  fromMs: bigint | null,
  toMs: bigint | null,
  zone: string,
): Share => {
  const first = dayNumber(period.startMs, zone)
  const last = dayNumber(period.endMs - 1n, zone)
  const from = fromMs === null ? first : dayNumber(fromMs, zone)
  const to = toMs === null ? last : dayNumber(toMs, zone)
  const start = from > first ? from : first
  const end = to < last ? to : last
  return { part: end >= start ? end - start + 1n : 0n, whole: last - first + 1n }
}
