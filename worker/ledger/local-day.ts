import { Temporal } from 'temporal-polyfill'

/** A local calendar day in days since 1970-01-01, and its month as year × 12 + month − 1. */
export interface LocalDay {
  readonly day: bigint
  readonly month: bigint
}

/** Every time zone changes its offset on a quarter of an hour, so a quarter lies in one local day. */
const SLOT_MS = 15 * 60_000
const SLOTS_MAX = 10_000
const slots = new Map<string, LocalDay>()

/** The local calendar day of an instant in an IANA time zone, right across daylight saving. */
export function localDay(at: Date, timeZone: string): LocalDay {
  const key = `${timeZone} ${Math.floor(at.getTime() / SLOT_MS)}`
  const known = slots.get(key)
  if (known !== undefined) return known
  const date = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const found = {
    day: BigInt(new Temporal.PlainDate(1970, 1, 1).until(date, { largestUnit: 'days' }).days),
    month: BigInt(date.year * 12 + date.month - 1),
  }
  if (slots.size >= SLOTS_MAX) slots.clear()
  slots.set(key, found)
  return found
}
