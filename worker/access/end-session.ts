import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import type { StaffActor } from './tokens.ts'

/** Ends a session: its refresh token works no more, and no switch is written for it. Ending it twice changes nothing. */
export async function endSession(
  ctx: Context,
  actor: Actor,
  { agencyId, sessionId, reason }: { agencyId: string; sessionId: string; reason: string },
): Promise<void> {
  await ctx.db.writeBatch([
    {
      sql: 'UPDATE session SET ended_at = ?, end_reason = ? WHERE agency_id = ? AND id = ? AND ended_at IS NULL',
      args: [BigInt(ctx.now().getTime()), reason, agencyId, sessionId],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'session.ended',
      clientId: null,
      subject: sessionId,
      before: null,
      after: { reason },
    }),
  ])
}

/** Aborts a batch of somebody who signed out within the life of their access token. */
export function guardSessionLives(actor: StaffActor): Statement {
  return guard('EXISTS (SELECT 1 FROM session WHERE agency_id = ? AND id = ? AND ended_at IS NULL)', [
    actor.agencyId,
    actor.sessionId,
  ])
}
