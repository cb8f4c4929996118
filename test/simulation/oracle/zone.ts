/**
 * Local calendars by asking `Intl.DateTimeFormat` for the local date and searching for the instant at which it turns.
 * (The product uses Temporal.) Days are counted from 1970-01-01, months as year × 12 + month − 1.
 */
const DAY_MS = 86_400_000

interface Calendar {
  readonly format: Intl.DateTimeFormat
  readonly starts: Map<number, number>
}
const calendars = new Map<string, Calendar>()

function calendarOf(zone: string): Calendar {
  const known = calendars.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  })
  const calendar = { format, starts: new Map<number, number>() }
  calendars.set(zone, calendar)
  return calendar
}

function askDay(format: Intl.DateTimeFormat, at: number): number {
  const [month = 1, day = 1, year = 1970] = format.format(at).split('/').map(Number)
  return Date.UTC(year, month - 1, day) / DAY_MS
}

/** First instant of a local day. */
export function startOfDay(day: number, zone: string): number {
  const { format, starts } = calendarOf(zone)
  const known = starts.get(day)
  if (known !== undefined) return known
  let before = (day - 1) * DAY_MS
  let after = (day + 1) * DAY_MS
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (askDay(format, middle) < day) before = middle
    else after = middle
  }
  starts.set(day, after)
  return after
}

export function dayOf(at: number, zone: string): number {
  const utc = Math.floor(at / DAY_MS)
  if (at < startOfDay(utc, zone)) return utc - 1
  return at < startOfDay(utc + 1, zone) ? utc : utc + 1
}

const monthOfDay = (day: number): number => {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

export const monthOf = (at: number, zone: string): number => monthOfDay(dayOf(at, zone))

/** First instant of a local month. */
export const startOfMonth = (month: number, zone: string): number =>
  startOfDay(Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS, zone)

/** First instant of the local month, quarter or year of an instant. */
export function startOfSpan(at: number, span: 'month' | 'quarter' | 'year', zone: string): number {
  const month = monthOf(at, zone)
  const length = { month: 1, quarter: 3, year: 12 }[span]
  return startOfMonth(month - (month % length), zone)
}

/** Real milliseconds of the local month of an instant. */
export function lengthOfMonth(at: number, zone: string): number {
  const month = monthOf(at, zone)
  return startOfMonth(month + 1, zone) - startOfMonth(month, zone)
}
