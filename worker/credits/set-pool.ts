import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { PoolSettings, PoolSettingsView, settingsView } from './open-pool.ts'
import { balanceAt, readPool } from './pool.ts'

/** PUT /v1/pools/:id: what is left out stays as it is. */
export const PoolChange = PoolSettings.partial()

export const PoolChanged = PoolSettingsView.extend({
  /** The pool stands below a reminder that it did not stand below before: tell it once. */
  remind: z.boolean(),
})

/**
 * Changes what reminds, what is bought by itself and what purchases cost, from the next draw or purchase on; what was
 * bought keeps its cost. A draw that was reckoned with the old settings is reckoned again. @throws Refusal `not_found`,
 * `version_conflict` where the pool moved at this moment
 */
export async function setPool(
  ctx: Context,
  actor: StaffActor,
  id: string,
  change: z.infer<typeof PoolChange>,
): Promise<z.infer<typeof PoolChanged>> {
  const { agencyId } = actor
  const pool = await readPool(ctx, agencyId, id)
  const { remindBelow = pool.remindBelow, autoBuy = pool.autoBuy, tiers = pool.tiers } = change
  const after = settingsView({ remindBelow, autoBuy, tiers })
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE credit_pool SET remind_below = ?, auto_buy = ?, tiers = ?, version = version + 1
              WHERE agency_id = ? AND id = ? AND version = ?`,
        args: [remindBelow, autoBuy, JSON.stringify(tiers), agencyId, id, pool.version],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'credit_pool.set',
        clientId: null,
        subject: id,
        before: settingsView(pool),
        after,
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    throw new Refusal('version_conflict', 'The pool has just moved. Send it again; nothing was changed.')
  }
  const balance = balanceAt(pool.lots, BigInt(ctx.now().getTime()))
  const below = (threshold: bigint | null) => threshold !== null && balance < threshold
  const remind = below(remindBelow) && !below(pool.remindBelow)
  if (remind) ctx.log.warn('credits_low', { agencyId, pool: id, balance })
  return { ...after, remind }
}
