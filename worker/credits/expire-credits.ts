import { expire } from '../../shared/credits/burn.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { expiryStatements, moveStatements, readPool, releasedBetween } from './pool.ts'

const POOLS_MAX = 1_000

/** Books what has expired in every pool. A pool that moves meanwhile is left to the next run. @returns pools changed */
export async function expireCredits(ctx: Context): Promise<number> {
  const now = BigInt(ctx.now().getTime())
  const [due] = await ctx.db.readBatch([
    {
      sql: `SELECT DISTINCT agency_id, pool_id FROM credit_lot
            WHERE expires_at <= ? AND granted - used - expired > 0 LIMIT ${POOLS_MAX}`,
      args: [now],
    },
  ])
  let changed = 0
  for (const row of due?.rows ?? []) {
    const pool = await readPool(ctx, String(row['agency_id']), String(row['pool_id']))
    const { lots } = expire(pool.lots, now)
    const booked = expiryStatements(ctx, pool, ctx.now().toISOString(), releasedBetween(pool.lots, lots))
    try {
      await ctx.db.writeBatch([...moveStatements(ctx, pool, lots, booked.entries), ...booked.statements])
      changed += 1
    } catch (error) {
      if (!(error instanceof BatchAborted)) throw error
    }
  }
  return changed
}
