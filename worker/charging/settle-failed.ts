import { and, eq } from 'drizzle-orm'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { reloadPause } from '../db/schema/index.ts'
import type { ChargeOutcome } from '../payments/provider.ts'
import { pauseUntil, TRIES_MAX } from './backoff.ts'
import type { ChargeRow } from './charge-row.ts'
import { clientMark } from './client-mark.ts'
import { nextTry, pauseStatement } from './pause.ts'

/** No cash moved: nothing is posted; the client is marked and automatic charges rest (`backoff.ts`). */
export async function failedStatements(
  ctx: Context,
  actor: Actor,
  row: ChargeRow,
  outcome: Extract<ChargeOutcome, { kind: 'failed' }>,
): Promise<Statement[]> {
  const now = ctx.now()
  const canceled = outcome.hardness === 'canceled'
  const statements: Statement[] = [
    {
      sql: `UPDATE charge SET state = ?, provider_ref = coalesce(?, provider_ref), failure_code = ?, failure_text = ?,
              settled_at = ?, next_try_at = NULL
            WHERE agency_id = ? AND id = ? AND state = ?`,
      args: [
        canceled ? 'canceled' : 'failed',
        outcome.ref,
        outcome.code,
        outcome.text.slice(0, 300),
        BigInt(now.getTime()),
        row.agencyId,
        row.id,
        row.state,
      ],
    },
    guardChangedOne(),
    clientMark(row, 'failed'),
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: row.agencyId,
      action: canceled ? 'charge.canceled' : 'charge.failed',
      clientId: row.clientId,
      subject: row.id,
      before: { state: row.state },
      after: { code: outcome.code, hardness: outcome.hardness, ref: outcome.ref },
    }),
  ]
  const { tries, firstTryAt } = nextTry(now, await pauseOf(ctx, row))
  const hardness = outcome.hardness === 'soft' ? 'soft' : 'hard'
  const until = pauseUntil(now, tries, firstTryAt, hardness)
  statements.push(
    pauseStatement(row, { until, reason: reasonOf(outcome.hardness, tries), tries, firstTryAt }),
  )
  return statements
}

function reasonOf(hardness: 'hard' | 'soft' | 'canceled', tries: bigint): string {
  if (hardness === 'canceled') return 'canceled'
  if (hardness === 'hard') return 'methodDead'
  return tries >= TRIES_MAX ? 'tooManyTries' : 'declined'
}

async function pauseOf(ctx: Context, row: ChargeRow) {
  const rows = await ctx.db.orm
    .select({ tries: reloadPause.tries, firstTryAt: reloadPause.firstTryAt })
    .from(reloadPause)
    .where(and(eq(reloadPause.agencyId, row.agencyId), eq(reloadPause.clientId, row.clientId)))
    .limit(1)
  return rows[0]
}
