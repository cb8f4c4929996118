import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { creditedAccount } from './charge-row.ts'

/** What the books need to know; `amount` is what is given back, nano. */
interface Given {
  readonly agencyId: string
  readonly clientId: string
  readonly currency: string
  readonly purpose: string
  /** The charge. */
  readonly id: string
  /** Of the row in `give_back`. */
  readonly backId: string
  readonly amount: bigint
}

/**
 * A credit note: Dr revenue:credits, Cr what the client owes. The usage stays as it was rated. An invoice that is not
 * paid yet is collected for so much less.
 */
export function bookCreditNote(
  ctx: Pick<Context, 'now'>,
  { agencyId, clientId, currency, amount, backId, id }: Omit<Given, 'purpose'>,
): Statement[] {
  const less: Statement = {
    sql: `UPDATE charge SET amount = amount - ? WHERE agency_id = ? AND id = ? AND state NOT IN ('succeeded', 'canceled')`,
    args: [amount, agencyId, id],
  }
  const transfer = transferStatements(ctx, {
    agencyId,
    kind: 'creditNote',
    reference: backId,
    clientId,
    entries: [
      { account: 'revenue:credits', currency, amount },
      { account: 'receivables', currency, amount: -amount },
    ],
    clientMoves: [{ clientId, account: 'receivables', currency, amount: -amount }],
  })
  return [less, ...transfer]
}

/** Money that came by hand goes back by hand: Dr the client's wallet or what it owes, Cr bank. */
export function bookManualRefund(
  ctx: Pick<Context, 'now'>,
  { agencyId, clientId, currency, amount, backId, purpose, id }: Given,
): Statement[] {
  const account = creditedAccount(purpose)
  return [
    {
      sql: `INSERT INTO charge_reversal (agency_id, ref, charge_id, client_id, what, state, amount, fee, version, updated_at)
            VALUES (?, ?, ?, ?, 'refund', 'done', ?, 0, 1, ?)`,
      args: [agencyId, backId, id, clientId, amount, BigInt(ctx.now().getTime())],
    },
    ...transferStatements(ctx, {
      agencyId,
      kind: 'refund',
      reference: id,
      clientId,
      entries: [
        { account, currency, amount },
        { account: 'bank', currency, amount: -amount },
      ],
      clientMoves: [{ clientId, account, currency, amount: account === 'wallets' ? -amount : amount }],
    }),
  ]
}
