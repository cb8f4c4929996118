import { z } from 'zod'
import type { ProfitLines } from '../../shared/contract/days.ts'
import { ExternalId } from '../../shared/contract/scalars.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import type { DayScope } from './day-statements.ts'
import { NO_DAY, readDaySums } from './day-sums.ts'
import { DayQuery } from './list-days.ts'

export const ClientDayQuery = DayQuery.extend({
  /** Comma-separated, at most 50; ids that the agency does not have, or without usage, are left out of the answer. */
  ids: z
    .string()
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(ExternalId).min(1).max(50)),
})

/** Profit after fees day by day, a line for each of these clients. */
export const clientProfits = (
  ctx: Context,
  actor: StaffActor,
  { days, ids }: z.infer<typeof ClientDayQuery>,
): Promise<ProfitLines> => linesOf(ctx, actor, days, { clientIds: ids, by: 'client' })

/**
 * Profit after fees day by day, a line for each service: of one client, or of all.
 * @throws Refusal `not_found`
 */
export const serviceProfits = (
  ctx: Context,
  actor: StaffActor,
  { days }: z.infer<typeof DayQuery>,
  clientId: string | null = null,
): Promise<ProfitLines> =>
  linesOf(ctx, actor, days, { clientIds: clientId === null ? null : [clientId], by: 'service' }, clientId)

async function linesOf(
  ctx: Context,
  actor: StaffActor,
  count: number,
  scope: DayScope,
  mustHave: string | null = null,
): Promise<ProfitLines> {
  const { days, series } = await readDaySums(ctx, actor, count, scope, mustHave)
  return {
    from: days[0]?.date ?? '',
    to: days.at(-1)?.date ?? '',
    lines: series.map(({ of, currency, isComplete, days: sums }) => ({
      id: of,
      currency,
      isComplete,
      profits: days.map(({ day }) => {
        const { cost, price, fees } = sums.get(day) ?? NO_DAY
        return formatNano(price - cost - fees)
      }),
    })),
  }
}
