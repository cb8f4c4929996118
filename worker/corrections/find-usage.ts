import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { utcDay } from '../ledger/usage-line.ts'
import { type UsageKey, daysOfUsage } from './standing-usage.ts'

/** Which usage is meant: its source and id, and its time where the id stands on several days. */
export interface UsageRef {
  readonly source: string
  readonly id: string
  readonly occurredAt?: string | undefined
}

/**
 * The key of a usage. Without its time, the days of the last 400 are looked through.
 * @throws Refusal `not_found`, `usage_ambiguous`, `correction_final`
 */
export async function findUsage(ctx: Context, agencyId: string, ref: UsageRef): Promise<UsageKey> {
  const { source, id } = ref
  if (source.startsWith('pool:')) {
    throw new Refusal(
      'correction_final',
      'This usage drew credits from a pool. Give the credits back instead.',
    )
  }
  const asked = ref.occurredAt === undefined ? null : BigInt(utcDay(new Date(ref.occurredAt)))
  const today = BigInt(utcDay(ctx.now()))
  const [found] = await ctx.db.readBatch([daysOfUsage(agencyId, source, id, asked ?? today)])
  const rows = (found?.rows ?? []).filter((row) => asked === null || row['day'] === asked)
  const [row] = rows
  if (row === undefined) {
    throw new Refusal(
      'not_found',
      'No usage with this id is in the books. Older than 400 days? Send its occurredAt.',
    )
  }
  if (rows.length > 1) {
    throw new Refusal(
      'usage_ambiguous',
      'Several usages have this id. Send the occurredAt of the one you mean.',
    )
  }
  if (row['kind'] !== 'usage') {
    throw new Refusal('correction_final', 'This line is a correction. Correct the usage itself instead.')
  }
  return { day: row['day'] as bigint, source, id }
}
