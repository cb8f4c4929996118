import type { z } from 'zod'
import { serviceById } from '../../shared/catalogue/service.ts'
import type { ServiceTotals } from '../../shared/contract/service-totals.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { NO_DAY, type Series, readDaySums } from './day-sums.ts'
import type { DayQuery } from './list-days.ts'

/** What each service of the agency cost and brought over its last local days, today included; the largest cost first. */
export async function serviceTotals(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof DayQuery>,
): Promise<ServiceTotals> {
  const { days, series } = await readDaySums(ctx, actor, query.days, { clientIds: null, by: 'service' })
  return {
    from: days[0]?.date ?? '',
    to: days.at(-1)?.date ?? '',
    services: series
      .map((each) => ({ each, sum: sumOf(each) }))
      .toSorted((a, b) => (a.sum.cost === b.sum.cost ? 0 : a.sum.cost > b.sum.cost ? -1 : 1))
      .map(({ each: { of, currency, isComplete }, sum }) => {
        const known = serviceById(of)
        return {
          service: of,
          label: known?.label ?? of,
          group: known?.group ?? 'other',
          product: known?.crmProduct ?? null,
          currency,
          isComplete,
          cost: formatNano(sum.cost),
          price: formatNano(sum.price),
          fees: formatNano(sum.fees),
          events: sum.events,
        }
      }),
  }
}

const sumOf = ({ days }: Series) =>
  [...days.values()].reduce(
    (sum, { cost, price, fees, events }) => ({
      cost: sum.cost + cost,
      price: sum.price + price,
      fees: sum.fees + fees,
      events: sum.events + events,
    }),
    NO_DAY,
  )
