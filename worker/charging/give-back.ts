import { z } from 'zod'
import { Money } from '../../shared/contract/scalars.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { MANUAL } from '../payments/manual/reference.ts'
import { providerFor } from '../payments/providers.ts'
import { unreachable } from './agency-account.ts'
import { LEASE_MS } from './backoff.ts'
import { type ChargeKey, type ChargeRow, loadCharge } from './charge-row.ts'
import { readAmount } from './charged-client.ts'
import { bookCreditNote, bookManualRefund } from './give-back-books.ts'
import { chargeGrain } from './minimum-charge.ts'
import { once } from './once.ts'
import { sendGiveBack } from './send-give-back.ts'

export const RefundRequest = z.object({
  amount: Money,
  reason: z.string().trim().min(1).max(200),
})
export const CreditNoteRequest = RefundRequest.extend({
  /** On a paid invoice: the money goes back with it. Else it is the client's credit, and lowers the next invoice. */
  withRefund: z.boolean().default(false),
})

interface Wish {
  readonly kind: 'refund' | 'creditNote'
  readonly clientId: string
  readonly chargeId: string
  readonly amount: string
  readonly reason: string
  readonly withRefund: boolean
}

/**
 * Staff give money back, or credit an invoice, by a click on a shown amount. Its row and key are written first, then it is
 * sent; what is not answered at once the sweep finishes. At most what is left of the charge, running ones counted.
 * A refund takes it from the client's wallet again, or puts it back to what is owed; a credit note lowers what is owed.
 * Money that came by hand goes back by hand: it is only booked.
 * @returns the id of what is given back
 * @throws Refusal not_found, charge_settled, stripe_disconnected, refund_too_much, invalid_request
 */
export async function giveBack(
  ctx: Context,
  actor: StaffActor,
  wish: Wish,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  const done = await once(ctx, actor, intent, async () => {
    const charge = await readGivable(ctx, { agencyId, chargeId: wish.chargeId }, wish)
    await checkReach(ctx, charge)
    const amount = readAmount(wish.amount, charge.currency, 'amount', chargeGrain(charge.currency))
    const id = ctx.newId()
    const manual = charge.provider === MANUAL
    return {
      answer: { id, amount: formatNano(amount), currency: charge.currency },
      statements: [
        enoughLeft(charge, wish.kind, amount),
        keep(ctx, charge, wish, { id, amount, manual }),
        ...(manual ? book(ctx, charge, wish, id, amount) : []),
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: `${wish.kind}.requested`,
          clientId: wish.clientId,
          subject: charge.id,
          before: null,
          after: { id, amount: formatNano(amount), currency: charge.currency, reason: wish.reason },
        }),
      ],
      refusedAt: (index) =>
        index === 0
          ? new Refusal('refund_too_much', 'Less than that is left of it. Look at it again.')
          : undefined,
    }
  })
  const { id } = JSON.parse(done.body) as { id: string }
  if (!done.again) {
    try {
      await sendGiveBack(ctx, { agencyId, id })
    } catch (error) {
      // It is written; the sweep sends it or finds out what became of it.
      ctx.log.error('give_back_unfinished', { agencyId, id, error: errorName(error) })
    }
  }
  return done
}

async function readGivable(ctx: Context, key: ChargeKey, wish: Wish): Promise<ChargeRow> {
  const charge = await loadCharge(ctx, key)
  if (charge === undefined || charge.clientId !== wish.clientId) {
    throw new Refusal('not_found', 'There is no such charge, or it is not yours.')
  }
  if (wish.kind === 'refund') {
    if (charge.state === 'succeeded') return charge
    throw new Refusal('charge_settled', 'Only a charge that took money can be refunded.')
  }
  const issued = ['succeeded', 'processing', 'failed', 'actionRequired'].includes(charge.state)
  if (charge.purpose !== 'invoice') throw new Refusal('not_found', 'This charge is no invoice.')
  if (!issued) throw new Refusal('charge_settled', 'The invoice is not issued yet, or it is void.')
  if (wish.withRefund && charge.state !== 'succeeded') {
    throw new Refusal('charge_settled', 'The invoice is not paid, so there is nothing to refund.')
  }
  return charge
}

/** @throws Refusal stripe_disconnected where the key of its account is refused or gone: it would wait for ever */
async function checkReach(ctx: Context, charge: ChargeRow): Promise<void> {
  if (charge.provider === MANUAL) return
  const { closed } = await providerFor(ctx, charge.provider, charge)
  if (closed !== null) throw unreachable()
}

/** Aborts where more would be given back than is left: what went back, and what is on its way. */
function enoughLeft(charge: ChargeRow, kind: Wish['kind'], amount: bigint): Statement {
  const running = `(SELECT coalesce(sum(amount), 0) FROM give_back g WHERE g.agency_id = ?1 AND g.charge_id = ?2
    AND g.kind = '${kind}' AND g.state ${kind === 'refund' ? "IN ('prepared', 'sent')" : "<> 'failed'"})`
  const gone = `(SELECT coalesce(sum(amount), 0) FROM charge_reversal r WHERE r.agency_id = ?1 AND r.charge_id = ?2)`
  const [whole, taken] =
    kind === 'refund' ? ['amount FROM charge', `${running} + ${gone}`] : ['total FROM invoice', running]
  return guard(`(SELECT ${whole} WHERE agency_id = ?1 AND id = ?2) >= ?3 + ${taken}`, [
    charge.agencyId,
    charge.id,
    amount,
  ])
}

function keep(
  ctx: Context,
  charge: ChargeRow,
  wish: Wish,
  { id, amount, manual }: { id: string; amount: bigint; manual: boolean },
): Statement {
  const now = BigInt(ctx.now().getTime())
  return {
    sql: `INSERT INTO give_back (agency_id, id, kind, charge_id, client_id, amount, currency, reason, with_refund, state,
            provider, account, idempotency_key, sends, next_try_at, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    args: [
      charge.agencyId,
      id,
      wish.kind,
      charge.id,
      charge.clientId,
      amount,
      charge.currency,
      wish.reason,
      wish.withRefund ? 1n : 0n,
      manual ? 'done' : 'prepared',
      charge.provider,
      charge.account,
      `${wish.kind}:${id}:1`,
      manual ? null : now + BigInt(LEASE_MS),
      now,
    ],
  }
}

function book(ctx: Context, charge: ChargeRow, wish: Wish, id: string, amount: bigint): Statement[] {
  const row = { ...charge, backId: id, amount }
  if (wish.kind === 'refund') return bookManualRefund(ctx, row)
  return [...bookCreditNote(ctx, row), ...(wish.withRefund ? bookManualRefund(ctx, row) : [])]
}
