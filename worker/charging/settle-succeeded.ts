import { eq } from 'drizzle-orm'
import { estimateFee } from '../../shared/fees/rule.ts'
import { feeRuleById } from '../../shared/fees/table.ts'
import { formatNano } from '../../shared/money/nano.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { agency } from '../db/schema/index.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { MANUAL } from '../payments/manual/reference.ts'
import type { ChargeOutcome } from '../payments/provider.ts'
import { FEE_PATIENCE_MS, LEASE_MS } from './backoff.ts'
import { type ChargeRow, creditedAccount } from './charge-row.ts'
import { clientMark } from './client-mark.ts'
import { documentRef } from './invoice-document.ts'
import { clearDeclinePause } from './pause.ts'

type Succeeded = Extract<ChargeOutcome, { kind: 'succeeded' }>

/**
 * Cash came in: Dr stripe:clearing (net) and fees:stripe, Cr the client's wallet or what the client owed. An invoice that
 * somebody marked as paid outside at the provider brought no cash there: Dr bank, as a payment that staff book.
 */
export async function succeededStatements(
  ctx: Context,
  actor: Actor,
  row: ChargeRow,
  outcome: Succeeded,
): Promise<Statement[]> {
  const { ref, amount, fee: realFee } = outcome
  const now = ctx.now().getTime()
  const outside = await isPaidOutside(ctx, row, outcome)
  const fee = realFee ?? (await estimatedFee(ctx, row, amount))
  const account = creditedAccount(row.purpose)
  const { agencyId, clientId, currency } = row
  if (amount !== row.amount) ctx.log.warn('amount_differs', { agencyId, chargeId: row.id })
  const entries = [
    { account: outside ? 'bank' : 'stripe:clearing', currency, amount: amount - (fee ?? 0n) },
    { account: 'fees:stripe', currency, amount: fee ?? 0n },
    { account, currency, amount: -amount },
  ]
  return [
    {
      sql: `UPDATE charge SET state = 'succeeded', provider = ?, provider_ref = ?, amount = ?, fee = ?, fee_is_estimate = ?,
              failure_code = NULL, failure_text = NULL, settled_at = ?, next_try_at = ?
            WHERE agency_id = ? AND id = ? AND state = ?`,
      args: [
        // Nothing can be asked of the provider for it any more: what goes back goes back by hand.
        outside ? MANUAL : row.provider,
        ref,
        amount,
        fee,
        realFee === null ? 1n : 0n,
        BigInt(now),
        // While the fee is a guess, the sweep asks for the real one, should its webhook be lost.
        realFee === null ? BigInt(now + LEASE_MS) : null,
        agencyId,
        row.id,
        row.state,
      ],
    },
    guardChangedOne(),
    ...transferStatements(ctx, {
      agencyId,
      kind: account === 'wallets' ? 'topUp' : 'payment',
      reference: row.id,
      clientId,
      entries: entries.filter((entry) => entry.amount !== 0n),
      clientMoves: [{ clientId, account, currency, amount: account === 'wallets' ? amount : -amount }],
    }),
    {
      sql: `UPDATE charge SET journal = (SELECT journal FROM ledger_head WHERE id = 1) WHERE agency_id = ? AND id = ?`,
      args: [agencyId, row.id],
    },
    clientMark(row, 'ok'),
    clearDeclinePause(row),
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'charge.succeeded',
      clientId,
      subject: row.id,
      before: { state: row.state },
      after: {
        amount: formatNano(amount),
        fee: fee === null ? null : formatNano(fee),
        feeIsEstimate: realFee === null,
        currency,
        ref,
        ...(outside ? { outside } : {}),
      },
    }),
  ]
}

/** The real fee replaces the estimate: the difference is its own posting. */
export function feeStatements(ctx: Context, row: ChargeRow, fee: bigint): Statement[] {
  const { agencyId, clientId, currency } = row
  const more = fee - (row.fee ?? 0n)
  const entries = [
    { account: 'fees:stripe', currency, amount: more },
    { account: 'stripe:clearing', currency, amount: -more },
  ]
  return [
    {
      sql: `UPDATE charge SET fee = ?, fee_is_estimate = 0, next_try_at = NULL
            WHERE agency_id = ? AND id = ? AND state = 'succeeded' AND fee_is_estimate = 1`,
      args: [fee, agencyId, row.id],
    },
    guardChangedOne(),
    ...(more === 0n
      ? []
      : transferStatements(ctx, {
          agencyId,
          kind: 'fee',
          reference: row.id,
          clientId,
          entries,
          clientMoves: [],
        })),
  ]
}

/** Nobody told the fee (yet): ask again later and later, then let the estimate stand. */
export function feeStillUnknown(ctx: Pick<Context, 'now'>, row: ChargeRow): Statement {
  const now = ctx.now().getTime()
  const age = now - (row.settledAt?.getTime() ?? now)
  const next = age > FEE_PATIENCE_MS ? null : BigInt(now + Math.max(age, LEASE_MS))
  return {
    sql: `UPDATE charge SET next_try_at = ? WHERE agency_id = ? AND id = ? AND fee_is_estimate = 1`,
    args: [next, row.agencyId, row.id],
  }
}

/** Paid, for nothing, under the document's own name: there is no payment at the provider. */
async function isPaidOutside(ctx: Context, row: ChargeRow, { ref, fee }: Succeeded): Promise<boolean> {
  if (row.purpose !== 'invoice' || fee !== 0n) return false
  return ref === (await documentRef(ctx, { agencyId: row.agencyId, chargeId: row.id }))
}

/**
 * By the agency's fee rule. Null where this build knows no such rule: then no fee is guessed and none is booked until the
 * provider tells the real one; the charge is settled all the same.
 */
async function estimatedFee(
  ctx: Context,
  { agencyId, id }: ChargeRow,
  amount: bigint,
): Promise<bigint | null> {
  const rows = await ctx.db.orm
    .select({ rule: agency.feeRuleId })
    .from(agency)
    .where(eq(agency.id, agencyId))
    .limit(1)
  const feeRule = rows[0]?.rule ?? ''
  const rule = feeRuleById(feeRule)
  if (rule !== undefined) return estimateFee(amount, rule)
  ctx.log.error('fee_rule_unknown', { agencyId, chargeId: id, feeRule })
  return null
}
