import { z } from 'zod'
import { Money } from '../../shared/contract/scalars.ts'
import { formatNano } from '../../shared/money/nano.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { guardChangedOne } from '../db/guard.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { takesNone } from './agency-account.ts'
import { LEASE_MS } from './backoff.ts'
import { readChargeable, readChargedClient } from './charged-client.ts'
import { type MoneyActor, once } from './once.ts'
import { sendCharge } from './send.ts'

export const TopUpRequest = z.object({ amount: Money })

/**
 * Staff, or the client itself, charge its stored method for its wallet, by a click on a shown amount. The charge, its key and the audit
 * row are written first; then it is sent, and what is not answered at once the sweep finishes.
 * @returns the id of the charge
 * @throws Refusal not_found, no_payment_method, stripe_disconnected, charge_in_flight, invalid_request
 */
export async function topUp(
  ctx: Context,
  actor: MoneyActor,
  clientId: string,
  request: z.infer<typeof TopUpRequest>,
  intent: Intent,
): Promise<{ chargeId: string; again: boolean }> {
  const done = await once(ctx, actor, intent, async () => {
    const client = await readChargedClient(ctx, actor.agencyId, clientId)
    const { customer, currency } = client
    if (customer === null) {
      throw new Refusal('no_payment_method', 'Ask the client for a card first: send the link for it.')
    }
    if (!client.takesCharges) throw takesNone()
    if (client.billingMode !== 'prepaid') {
      throw new Refusal('invalid_request', 'Only a prepaid client has a wallet to top up.')
    }
    const amount = readChargeable(request.amount, currency, 'amount')
    const chargeId = ctx.newId()
    const now = ctx.now().getTime()
    return {
      answer: { chargeId },
      statements: [
        {
          sql: `INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account,
                  customer_id, method_id, idempotency_key, fee_is_estimate, sends, next_try_at, created_at)
                SELECT ?1, ?2, ?3, 'topUp', ?4, ?5, 'prepared', ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?12
                WHERE NOT EXISTS (SELECT 1 FROM charge o WHERE o.agency_id = ?1 AND o.client_id = ?3
                  AND o.purpose = 'topUp' AND o.state IN ('prepared', 'sent'))`,
          args: [
            actor.agencyId,
            chargeId,
            clientId,
            amount,
            currency,
            customer.provider,
            customer.account,
            customer.customerId,
            customer.methodId,
            `topUp:${chargeId}:1`,
            BigInt(now + LEASE_MS),
            BigInt(now),
          ],
        },
        guardChangedOne(),
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId: actor.agencyId,
          action: 'charge.requested',
          clientId,
          subject: chargeId,
          before: null,
          after: { purpose: 'topUp', amount: formatNano(amount), currency },
        }),
      ],
      refusedAt: (index) =>
        index === 1
          ? new Refusal('charge_in_flight', 'A top-up of this client has not been answered yet. Wait for it.')
          : undefined,
    }
  })
  const { chargeId } = JSON.parse(done.body) as { chargeId: string }
  if (!done.again) {
    try {
      await sendCharge(ctx, { agencyId: actor.agencyId, chargeId }, 'answer')
    } catch (error) {
      // It is written; the sweep sends it or finds out what became of it.
      ctx.log.error('top_up_unfinished', { agencyId: actor.agencyId, chargeId, error: errorName(error) })
    }
  }
  return { chargeId, again: done.again }
}
