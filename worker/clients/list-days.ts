import type { ResultSet, Row } from '@libsql/client/http'
import { z } from 'zod'
import type { DayList, DaySeries } from '../../shared/contract/days.ts'
import type { BillingMode } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { fxAt } from '../pricing/terms.ts'
import { type LocalDate, dayStatements, lastDays } from './day-statements.ts'
import { type Sum, feeShareOf } from './figures.ts'
import { noSuchClient } from './get-client.ts'
import type { OverviewBasis } from './overview.ts'
import { readClients } from './read-clients.ts'
import { totalsOf } from './totals.ts'

export const DayQuery = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) })

/** A day's sums in nano. */
interface Day {
  cost: bigint
  price: bigint
  fees: bigint
  events: number
}
interface Series {
  isComplete: boolean
  readonly days: Map<number, Day>
}

/**
 * The last local days of the agency, or of one client: what they cost, brought, and bore in fees, by the currency that
 * is billed. Costs in another currency are turned at today's rate, as in an overview's month.
 * @throws Refusal `not_found` for a client that is not there or is another agency's: the two look the same.
 */
export async function listDays(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof DayQuery>,
  clientId: string | null = null,
): Promise<DayList> {
  let days: LocalDate[] = []
  const { clients, extra, ...basis } = await readClients(
    ctx,
    actor.agencyId,
    { ids: clientId === null ? [] : [clientId] },
    {
      clientIds: [],
      statements: (_spans, timeZone) => {
        days = lastDays(ctx.now(), timeZone, query.days)
        return dayStatements(actor.agencyId, clientId, days)
      },
    },
  )
  if (clientId !== null && clients.length === 0) throw noSuchClient()
  const byCurrency = seriesOf(extra, basis)
  return {
    from: days[0]?.date ?? '',
    to: days.at(-1)?.date ?? '',
    series: [...byCurrency].sort(([a], [b]) => (a < b ? -1 : 1)).map((one) => seriesView(one, days)),
  }
}

function seriesOf(sets: readonly ResultSet[], basis: OverviewBasis): Map<string, Series> {
  const byCurrency = new Map<string, Series>()
  for (const row of sets.flatMap(({ rows }) => rows)) {
    const currency = row['currency'] as string
    const series = byCurrency.get(currency) ?? { isComplete: true, days: new Map<number, Day>() }
    const day = Number(row['day'])
    const { sum, isComplete, ...added } = dayOf(row, currency, basis)
    const before = series.days.get(day)
    series.isComplete &&= isComplete
    series.days.set(day, {
      cost: (before?.cost ?? 0n) + added.cost,
      price: (before?.price ?? 0n) + sum.price,
      fees: (before?.fees ?? 0n) + added.fees,
      events: (before?.events ?? 0) + sum.events,
    })
    byCurrency.set(currency, series)
  }
  return byCurrency
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

const seriesView = (
  [currency, { isComplete, days }]: [string, Series],
  dates: readonly LocalDate[],
): DaySeries => ({
  currency,
  isComplete,
  days: dates.map(({ date, day }) => {
    const { cost, price, fees, events } = days.get(day) ?? { cost: 0n, price: 0n, fees: 0n, events: 0 }
    return { day: date, cost: formatNano(cost), price: formatNano(price), fees: formatNano(fees), events }
  }),
})
