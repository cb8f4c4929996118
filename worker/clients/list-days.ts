import { z } from 'zod'
import type { DayList } from '../../shared/contract/days.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { NO_DAY, readDaySums } from './day-sums.ts'

export const DayQuery = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) })

/**
 * The last local days of the agency, or of one client: what they cost, brought, and bore in fees, by the currency that
 * is billed.
 * @throws Refusal `not_found`
 */
export async function listDays(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof DayQuery>,
  clientId: string | null = null,
): Promise<DayList> {
  const scope = { clientIds: clientId === null ? null : [clientId], by: null }
  const { days, series } = await readDaySums(ctx, actor, query.days, scope, clientId)
  return {
    from: days[0]?.date ?? '',
    to: days.at(-1)?.date ?? '',
    series: series.map(({ currency, isComplete, days: sums }) => ({
      currency,
      isComplete,
      days: days.map(({ date, day }) => {
        const { cost, price, fees, events } = sums.get(day) ?? NO_DAY
        return {
          day: date,
          cost: formatNano(cost),
          price: formatNano(price),
          fees: formatNano(fees),
          events,
        }
      }),
    })),
  }
}
