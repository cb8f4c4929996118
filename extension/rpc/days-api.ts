import type { DayList, DaySeries, DayTotals, ProfitLine, ProfitLines } from '../../shared/contract/days.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** The last 30 local days, today included. */
export interface DayVerbs {
  'days.agency': { input: Record<string, never>; output: Dated<DayList> }
  'days.client': { input: { id: string }; output: Dated<DayList> }
  /** Profit after fees as lines; a client without usage has none. At most `LINES_AT_ONCE` ids. */
  'days.clients': { input: { ids: readonly string[] }; output: Dated<ProfitLines> }
  /** The same by service: of the agency, and of one client. */
  'days.services': { input: Record<string, never>; output: Dated<ProfitLines> }
  'days.clientServices': { input: { id: string }; output: Dated<ProfitLines> }
}

export interface DaysApi {
  agency(): Promise<Outcome<Dated<DayList>>>
  client(id: string): Promise<Outcome<Dated<DayList>>>
  clients(ids: readonly string[]): Promise<Outcome<Dated<ProfitLines>>>
  services(): Promise<Outcome<Dated<ProfitLines>>>
  clientServices(id: string): Promise<Outcome<Dated<ProfitLines>>>
}

/** The worker answers for so many clients in one round trip. */
export const LINES_AT_ONCE = 50

const SPAN = 'days=30'
const SERIES_MAX = 200
const LINES_MAX = 500
const DAYS_MAX = 92

/** Usage by local day (worker/routes/days.ts). */
export function createDaysApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): DaysApi {
  async function read<T>(path: string, is: (body: unknown) => body is T): Promise<Outcome<Dated<T>>> {
    const answer = await context.authorised({ method: 'GET', path })
    if (!answer.ok) return answer
    if (!is(answer.body)) return { ok: false, failure: { kind: 'badAnswer' } }
    return { ok: true, value: { at: context.now(), value: answer.body } }
  }
  const of = (id: string): string => `/v1/clients/${encodeURIComponent(id)}/days`
  return {
    agency: () => read(`/v1/days?${SPAN}`, isDayList),
    client: (id) => read(`${of(id)}?${SPAN}`, isDayList),
    clients: (ids) =>
      read(`/v1/days/clients?${new URLSearchParams({ ids: ids.join(',') })}&${SPAN}`, areLines),
    services: () => read(`/v1/days/services?${SPAN}`, areLines),
    clientServices: (id) => read(`${of(id)}/services?${SPAN}`, areLines),
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

function areLines(body: unknown): body is ProfitLines {
  const { from, to, lines } = (body ?? {}) as Partial<ProfitLines>
  return fits(from, DATE) && fits(to, DATE) && isListOf(lines, LINES_MAX, isLine)
}

function isLine(value: unknown): boolean {
  const { id, currency, isComplete, profits } = (value ?? {}) as Partial<ProfitLine>
  return (
    fits(id, /^[\x21-\x7e]{1,200}$/) &&
    fits(currency, /^[A-Z]{3}$/) &&
    typeof isComplete === 'boolean' &&
    isListOf(profits, DAYS_MAX, (each) => fits(each, MONEY))
  )
}

const isListOf = (value: unknown, most: number, is: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= most && value.every(is)
