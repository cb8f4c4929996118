import type { DayList, DaySeries, DayTotals } from '../../shared/contract/days.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** The last 30 local days, today included. */
export interface DayVerbs {
  'days.agency': { input: Record<string, never>; output: Dated<DayList> }
  'days.client': { input: { id: string }; output: Dated<DayList> }
}

export interface DaysApi {
  agency(): Promise<Outcome<Dated<DayList>>>
  client(id: string): Promise<Outcome<Dated<DayList>>>
}

const SPAN = 'days=30'
const SERIES_MAX = 200
const DAYS_MAX = 92

/** Usage by local day (worker/routes/days.ts). */
export function createDaysApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): DaysApi {
  async function read(path: string): Promise<Outcome<Dated<DayList>>> {
    const answer = await context.authorised({ method: 'GET', path: `${path}?${SPAN}` })
    if (!answer.ok) return answer
    if (!isDayList(answer.body)) return { ok: false, failure: { kind: 'badAnswer' } }
    return { ok: true, value: { at: context.now(), value: answer.body } }
  }
  return {
    agency: () => read('/v1/days'),
    client: (id) => read(`/v1/clients/${encodeURIComponent(id)}/days`),
  }
}

const DATE = /^\d{4}-\d\d-\d\d$/
const MONEY = /^-?\d{1,10}(\.\d{1,9})?$/
const fits = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)

function isDayList(body: unknown): body is DayList {
  const { from, to, series } = (body ?? {}) as Partial<DayList>
  return fits(from, DATE) && fits(to, DATE) && isListOf(series, SERIES_MAX, isSeries)
}

function isSeries(value: unknown): boolean {
  const { currency, isComplete, days } = (value ?? {}) as Partial<DaySeries>
  return fits(currency, /^[A-Z]{3}$/) && typeof isComplete === 'boolean' && isListOf(days, DAYS_MAX, isDay)
}

function isDay(value: unknown): boolean {
  const { day, cost, price, fees, events } = (value ?? {}) as Partial<DayTotals>
  return fits(day, DATE) && [cost, price, fees].every((each) => fits(each, MONEY)) && Number.isInteger(events)
}

const isListOf = (value: unknown, most: number, is: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= most && value.every(is)
