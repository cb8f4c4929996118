import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import type { ChargeOutcome } from '../payments/provider.ts'
import type { ChargeRow } from './charge-row.ts'
import { clientMark } from './client-mark.ts'

/** The sweep only looks at these, it never charges again: a webhook brings the end, this is for a lost one. */
const LOOK_AGAIN_MS = { processing: 12 * 3_600_000, actionRequired: 6 * 3_600_000 } as const

/**
 * The money is on its way (SEPA), or the client must act on-session. Nothing is posted: a wallet is credited when the
 * cash is there. The provider's object is kept, and the charge stays the one in flight.
 */
export function waitingStatements(
  ctx: Context,
  actor: Actor,
  row: ChargeRow,
  outcome: Extract<ChargeOutcome, { kind: 'processing' | 'actionRequired' }>,
): Statement[] {
  const code = outcome.kind === 'actionRequired' ? outcome.code : null
  return [
    {
      sql: `UPDATE charge SET state = ?, provider_ref = ?, failure_code = ?, next_try_at = ?
            WHERE agency_id = ? AND id = ? AND state = ?`,
      args: [
        outcome.kind,
        outcome.ref,
        code,
        BigInt(ctx.now().getTime() + LOOK_AGAIN_MS[outcome.kind]),
        row.agencyId,
        row.id,
        row.state,
      ],
    },
    guardChangedOne(),
    ...(outcome.kind === 'actionRequired' ? [clientMark(row, 'actionRequired')] : []),
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: row.agencyId,
      action: `charge.${outcome.kind}`,
      clientId: row.clientId,
      subject: row.id,
      before: { state: row.state },
      after: { ref: outcome.ref, code },
    }),
  ]
}

/** Looked at, and nothing had changed: when to look again. */
export function lookLater(ctx: Pick<Context, 'now'>, row: ChargeRow): Statement {
  const wait = row.state === 'processing' ? LOOK_AGAIN_MS.processing : LOOK_AGAIN_MS.actionRequired
  return {
    sql: `UPDATE charge SET next_try_at = ? WHERE agency_id = ? AND id = ? AND state = ?`,
    args: [BigInt(ctx.now().getTime() + wait), row.agencyId, row.id, row.state],
  }
}
