import type { Context } from '../context.ts'

/** A key is good for two days: longer than any client retries, so that no late repeat is taken for a new intent. */
const KEPT_MS = 48 * 3_600_000
/** Rows of one hour; what is more goes in the next. */
const ROWS_MAX = 50_000n

/** Forgets kept answers that nobody asks for any more. @returns how many went */
export async function forgetAnswers(ctx: Pick<Context, 'db' | 'now'>): Promise<number> {
  const [gone] = await ctx.db.writeBatch([
    {
      sql: `DELETE FROM idempotency WHERE (agency_id, key) IN (
              SELECT agency_id, key FROM idempotency WHERE created_at < ? LIMIT ?)`,
      args: [BigInt(ctx.now().getTime() - KEPT_MS), ROWS_MAX],
    },
  ])
  return gone?.rowsAffected ?? 0
}
