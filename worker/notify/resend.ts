import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'

/** Sends a delivery once more, with a fresh count of tries; the log keeps the old ones. @throws Refusal `not_found` */
export async function resend(ctx: Context, actor: StaffActor, id: string): Promise<void> {
  const { agencyId } = actor
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      {
        sql: `UPDATE alert_delivery SET state = 'pending', tries = 0, next_try_at = ?, done_at = NULL
              WHERE agency_id = ? AND id = ?`,
        args: [BigInt(ctx.now().getTime()), agencyId, id],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'alert.resent',
        clientId: null,
        subject: id,
        before: null,
        after: null,
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    if (error.index === 2) throw new Refusal('not_found', 'There is no such delivery in your agency.')
    throw error
  }
}
