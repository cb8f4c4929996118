import type { ResultSet, Row } from '@libsql/client/http'
import type { BillingMode } from '../../shared/contract/scalars.ts'
import { parseNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { fxAt } from '../pricing/terms.ts'
import { type DayScope, type LocalDate, dayStatements, lastDays } from './day-statements.ts'
import { type Sum, feeShareOf } from './figures.ts'
import { noSuchClient } from './get-client.ts'
import type { OverviewBasis } from './overview.ts'
import { readClients } from './read-clients.ts'
import { totalsOf } from './totals.ts'

/** A day's sums in nano. */
export interface Day {
  cost: bigint
  price: bigint
  fees: bigint
  events: number
}
export const NO_DAY: Readonly<Day> = { cost: 0n, price: 0n, fees: 0n, events: 0 }

/** The days of one currency, and of one client or service where the scope parts them by it. */
export interface Series {
  /** A client's or a service's id; empty where all are summed together. */
  readonly of: string
  readonly currency: string
  /** False where a cost is left out, for want of an exchange rate. */
  isComplete: boolean
  /** By `LocalDate.day`; a day without usage has none. */
  readonly days: Map<number, Day>
}

/**
 * The last `count` local days of what the scope names, by the currency that is billed; sorted by `of`, then currency.
 * Costs in another currency are turned at today's rate, as in an overview's month. One round trip.
 * @throws Refusal `not_found` where `mustHave` is not there or is another agency's: the two look the same.
 */
export async function readDaySums(
  ctx: Context,
  actor: StaffActor,
  count: number,
  scope: DayScope,
  mustHave: string | null = null,
): Promise<{ days: readonly LocalDate[]; series: readonly Series[] }> {
  let days: LocalDate[] = []
  const { clients, extra, ...basis } = await readClients(
    ctx,
    actor.agencyId,
    { ids: mustHave === null ? [] : [mustHave] },
    {
      clientIds: [],
      statements: (_spans, timeZone) => {
        days = lastDays(ctx.now(), timeZone, count)
        return dayStatements(actor.agencyId, days, scope)
      },
    },
  )
  if (mustHave !== null && clients.length === 0) throw noSuchClient()
  const series = [...seriesOf(extra, basis)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
  return { days, series }
}

function seriesOf(sets: readonly ResultSet[], basis: OverviewBasis): Map<string, Series> {
  const all = new Map<string, Series>()
  for (const row of sets.flatMap(({ rows }) => rows)) {
    const currency = row['currency'] as string
    const of = row['of'] as string
    // No id has a space (shared/contract/scalars.ts).
    const key = `${of} ${currency}`
    const series = all.get(key) ?? { of, currency, isComplete: true, days: new Map<number, Day>() }
    const day = Number(row['day'])
    const { sum, isComplete, ...added } = dayOf(row, currency, basis)
    const before = series.days.get(day) ?? NO_DAY
    series.isComplete &&= isComplete
    series.days.set(day, {
      cost: before.cost + added.cost,
      price: before.price + sum.price,
      fees: before.fees + added.fees,
      events: before.events + sum.events,
    })
    all.set(key, series)
  }
  return all
}

function dayOf(row: Row, currency: string, { terms, feeRule, now }: OverviewBasis) {
  const sum: Sum = {
    currency,
    costCurrency: row['cost_currency'] as string,
    cost: row['cost'] as bigint,
    price: row['price'] as bigint,
    events: Number(row['events']),
  }
  const amount = row['reload_amount'] as bigint
  const payer = { currency, billingMode: row['billing_mode'] as BillingMode, reload: reloadOf(amount) }
  const totals = totalsOf([sum], { currency, fee: feeShareOf(payer, feeRule), terms, at: now.getTime() })
  const isComplete =
    sum.costCurrency === currency ||
    sum.cost === 0n ||
    fxAt(terms, sum.costCurrency, currency, now.getTime()) !== null
  return { sum, cost: parseNano(totals.cost), fees: parseNano(totals.fees), isComplete }
}

/** Only the size of a charge matters to its fee. */
const reloadOf = (amount: bigint) => ({ enabled: true, threshold: 0n, amount })
