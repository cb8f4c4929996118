import { z } from 'zod'
import { Money } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { settleAfterUsage } from '../charging/after-usage.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { wrong } from './set-cap.ts'

/**
 * `block`: no. `limit`: yes down to −overdraft. `chargeNow`: yes, where a charge can be made at once; what is missing to 0
 * is then charged as soon as the wallet falls below it, also without a reload.
 */
export const EmptyPolicy = z.enum(['block', 'limit', 'chargeNow'])

/** PUT /v1/clients/:id/funds-policy: what happens when the wallet is empty. */
export const PolicyRequest = z.object({ policy: EmptyPolicy, overdraft: Money.default('0') })
export type FundsPolicy = z.infer<typeof PolicyRequest>

/** A wallet that is to be charged now and stands below 0 is charged at once. @throws Refusal `not_found`, `invalid_request` */
export async function setPolicy(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  request: FundsPolicy,
): Promise<FundsPolicy> {
  const { agencyId } = actor
  const overdraft = parseNano(request.overdraft)
  if (overdraft < 0n) throw wrong('overdraft', 'must be 0 or more')
  const [client, standing] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
    {
      sql: 'SELECT policy, overdraft FROM funds_policy WHERE agency_id = ? AND client_id = ?',
      args: [agencyId, clientId],
    },
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  const before = standing?.rows[0]
  const after = { policy: request.policy, overdraft: formatNano(overdraft) }
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO funds_policy (agency_id, client_id, policy, overdraft, updated_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET policy = excluded.policy, overdraft = excluded.overdraft, updated_at = excluded.updated_at`,
      args: [agencyId, clientId, request.policy, overdraft, BigInt(ctx.now().getTime())],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'funds_policy.set',
      clientId,
      subject: clientId,
      before:
        before === undefined
          ? null
          : { policy: before['policy'], overdraft: formatNano(before['overdraft'] as bigint) },
      after,
    }),
  ])
  if (request.policy === 'chargeNow') {
    try {
      await settleAfterUsage(ctx, agencyId, [clientId])
    } catch (error) {
      // The policy is set; the sweep of the next minute finds the same wallet.
      ctx.log.error('settle_failed', { agencyId, clients: 1, error: errorName(error) })
    }
  }
  return after
}
