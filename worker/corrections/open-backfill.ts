import { z } from 'zod'
import { Instant } from '../../shared/contract/scalars.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import type { Backfill } from './backfill.ts'
import type { Corrector } from './result.ts'

/** POST /v1/backfills */
export const BackfillRequest = z.object({
  /** Whose usage comes; a source key opens one for itself. */
  source: z.string().min(1).max(80),
  from: Instant,
  to: Instant,
  reason: z.string().trim().min(3).max(200),
})

/** Opens a backfill: usage older than POST /v1/usage takes, of one source and one range. @throws Refusal `invalid_request` */
export async function openBackfill(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  request: z.infer<typeof BackfillRequest>,
): Promise<Backfill> {
  const [from, to] = [Date.parse(request.from), Date.parse(request.to)]
  if (from >= to || to > ctx.now().getTime()) {
    const reason = 'must be after `from` and not in the future'
    throw new Refusal('invalid_request', `to: ${reason}.`, [{ field: 'to', reason }])
  }
  const id = ctx.newId()
  const { source, reason } = request
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO backfill (agency_id, id, source, from_at, to_at, state, reason, created_at, reverted_seq)
            VALUES (?, ?, ?, ?, ?, 'open', ?, ?, 0)`,
      args: [agencyId, id, source, BigInt(from), BigInt(to), reason, BigInt(ctx.now().getTime())],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'backfill.opened',
      clientId: null,
      subject: id,
      before: null,
      after: { source, ...range, reason },
    }),
  ])
  return { id, source, ...range, state: 'open', reason, lines: 0 }
}
