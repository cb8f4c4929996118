import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { providerFor } from '../payments/providers.ts'
import { intentOf, loadCharge } from './charge-row.ts'
import { once } from './once.ts'
import { settleCharge } from './settle.ts'

/**
 * Gives up a charge that waits for the client to confirm it, so that another one can be made: its payment is canceled at
 * the provider first, so it can never be confirmed afterwards. An invoice is made void; what it asked for stays owed.
 * Should the provider not answer, the charge stays as it is; ask again.
 * @throws Refusal not_found, charge_settled, upstream_failed
 */
export async function cancelCharge(
  ctx: Context,
  actor: StaffActor,
  { clientId, chargeId }: { clientId: string; chargeId: string },
  intent: Intent,
): Promise<{ again: boolean }> {
  const { agencyId } = actor
  const key = { agencyId, chargeId }
  const done = await once(ctx, actor, intent, async () => {
    const row = await loadCharge(ctx, key)
    if (row === undefined || row.clientId !== clientId) {
      throw new Refusal('not_found', 'There is no such charge, or it is not yours.')
    }
    if (row.state !== 'actionRequired' && !(row.purpose === 'invoice' && row.state === 'failed')) {
      throw new Refusal('charge_settled', 'Only a charge that waits for the client can be canceled.')
    }
    const provider = await providerFor(ctx, row.provider, row)
    const outcome = await provider.cancel(intentOf(row))
    if (outcome.kind === 'unknown') {
      throw new Refusal('upstream_failed', `Stripe did not do it (${outcome.code}). Try again in a moment.`)
    }
    return {
      answer: { chargeId },
      statements: [
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: 'charge.cancelRequested',
          clientId,
          subject: chargeId,
          before: { state: row.state },
          after: null,
        }),
      ],
    }
  })
  try {
    // What the provider says now counts: a client that was faster has paid.
    const row = await loadCharge(ctx, key)
    const provider = row === undefined ? null : await providerFor(ctx, row.provider, row)
    const found = row === undefined || provider === null ? null : await provider.find(intentOf(row))
    if (row !== undefined && found !== null && found.kind !== 'unknown') {
      await settleCharge(ctx, key, row.account, found, 'answer')
    }
  } catch (error) {
    // Its webhook and the sweep bring it too.
    ctx.log.error('cancel_unfinished', { ...key, error: errorName(error) })
  }
  return { again: done.again }
}
