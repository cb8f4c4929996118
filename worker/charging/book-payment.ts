import { z } from 'zod'
import { Money } from '../../shared/contract/scalars.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import type { Intent } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { MANUAL, manualKey } from '../payments/manual/reference.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { loadCharge } from './charge-row.ts'
import { readAmount, readChargedClient } from './charged-client.ts'
import { chargeGrain } from './minimum-charge.ts'
import { once } from './once.ts'

export const PaymentRequest = z.object({
  amount: Money,
  /** What staff find the payment by: the bank's reference, a receipt number. Once per client. */
  reference: z.string().trim().min(1).max(140),
  /** The invoice that it pays in full, where the client pays outside. */
  invoiceId: z.string().max(100).optional(),
})

/**
 * Staff book money that came outside of any provider: a bank transfer, cash, a payment at another till (B-13, CB-02).
 * Dr bank, Cr the client's wallet (prepaid) or what the client owes. The same reference for the same client is refused,
 * so a statement that is typed in twice is booked once.
 * With `invoiceId` it pays that invoice, in full.
 * @returns the id of the charge row that keeps it
 * @throws Refusal not_found, invalid_request, payment_booked_before, charge_settled
 */
export async function bookPayment(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  request: z.infer<typeof PaymentRequest>,
  intent: Intent,
): Promise<{ chargeId: string; again: boolean }> {
  const { agencyId } = actor
  const done = await once(ctx, actor, intent, async () => {
    const { currency, billingMode } = await readChargedClient(ctx, agencyId, clientId)
    if (billingMode === 'partner') {
      throw new Refusal('invalid_request', 'This client is invoiced outside: there is nothing here to pay.')
    }
    const amount = readAmount(request.amount, currency, 'amount', chargeGrain(currency))
    const toWallet = billingMode === 'prepaid' && request.invoiceId === undefined
    const account = toWallet ? 'wallets' : 'receivables'
    const now = BigInt(ctx.now().getTime())
    const { invoiceId } = request
    if (invoiceId !== undefined) await checkInvoice(ctx, { agencyId, clientId, invoiceId, amount })
    const key = manualKey(agencyId, clientId, request.reference)
    const chargeId = invoiceId ?? ctx.newId()
    const row: Statement =
      invoiceId !== undefined
        ? paysInvoice({ agencyId, invoiceId, key, now, reference: request.reference })
        : {
            sql: `INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
              provider_ref, idempotency_key, fee, fee_is_estimate, sends, created_at, settled_at)
            VALUES (?, ?, ?, ?, ?, ?, 'succeeded', ?, '', '', ?, ?, 0, 0, 0, ?, ?) ON CONFLICT DO NOTHING`,
            args: [
              agencyId,
              chargeId,
              clientId,
              account === 'wallets' ? 'topUp' : 'usage',
              amount,
              currency,
              MANUAL,
              request.reference,
              key,
              now,
              now,
            ],
          }
    return {
      answer: { chargeId },
      statements: [
        row,
        guardChangedOne(),
        ...transferStatements(ctx, {
          agencyId,
          kind: account === 'wallets' ? 'topUp' : 'payment',
          reference: chargeId,
          clientId,
          entries: [
            { account: 'bank', currency, amount },
            { account, currency, amount: -amount },
          ],
          clientMoves: [{ clientId, account, currency, amount: account === 'wallets' ? amount : -amount }],
        }),
        {
          sql: 'UPDATE charge SET journal = (SELECT journal FROM ledger_head WHERE id = 1) WHERE agency_id = ? AND id = ?',
          args: [agencyId, chargeId],
        },
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: 'payment.booked',
          clientId,
          subject: chargeId,
          before: null,
          after: { amount: formatNano(amount), currency, reference: request.reference },
        }),
      ],
      refusedAt: (index) =>
        index === 1
          ? new Refusal(
              'payment_booked_before',
              'A payment with this reference is booked for this client. If it is another one, add to the reference.',
            )
          : undefined,
    }
  })
  return { chargeId: (JSON.parse(done.body) as { chargeId: string }).chargeId, again: done.again }
}

/** The waiting charge of the invoice is the one that is paid; the reference stays unique all the same. */
function paysInvoice(paid: {
  agencyId: string
  invoiceId: string
  key: string
  now: bigint
  reference: string
}): Statement {
  return {
    sql: `UPDATE OR IGNORE charge SET state = 'succeeded', provider_ref = ?, idempotency_key = ?, fee = 0, settled_at = ?
          WHERE agency_id = ? AND id = ? AND state = 'processing' AND provider = ?`,
    args: [paid.reference, paid.key, paid.now, paid.agencyId, paid.invoiceId, MANUAL],
  }
}

async function checkInvoice(
  ctx: Context,
  wanted: { agencyId: string; clientId: string; invoiceId: string; amount: bigint },
): Promise<void> {
  const row = await loadCharge(ctx, { agencyId: wanted.agencyId, chargeId: wanted.invoiceId })
  if (row === undefined || row.clientId !== wanted.clientId || row.purpose !== 'invoice') {
    throw new Refusal('not_found', 'There is no such invoice, or it is not yours.')
  }
  if (row.provider !== MANUAL || row.state !== 'processing') {
    throw new Refusal('charge_settled', 'Only an open invoice that is paid outside can be booked as paid.')
  }
  if (wanted.amount === row.amount) return
  const reason = `exactly ${formatNano(row.amount)} ${row.currency}, what is open of the invoice`
  throw new Refusal('invalid_request', `amount: ${reason}.`, [{ field: 'amount', reason }])
}
