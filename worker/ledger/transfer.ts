import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'

/**
 * A posting that is not usage: a top-up, a refund, a fee, a dispute. Debit positive, credit negative, nano.
 * `clientMoves` change clients' parts of the control accounts, seen by the client (see schema/ledger.ts).
 */
export interface Transfer {
  readonly agencyId: string
  readonly kind: string
  readonly reference: string
  /** The client it concerns; null where no client's balance moves. */
  readonly clientId: string | null
  readonly entries: readonly { account: string; currency: string; amount: bigint }[]
  readonly clientMoves: readonly {
    clientId: string
    account: 'wallets' | 'receivables'
    currency: string
    amount: bigint
  }[]
}

/** Statements that post `transfer`, to be sent in one batch with what caused it (the charge's new state, its audit row). */
export function transferStatements(ctx: Pick<Context, 'now'>, transfer: Transfer): Statement[] {
  assertBalanced(transfer)
  const at = BigInt(ctx.now().getTime())
  const statements: Statement[] = [
    `UPDATE ledger_head SET journal = journal + 1, before_seq = (SELECT coalesce(max(seq), 0) FROM usage_event) WHERE id = 1`,
    {
      sql: `INSERT INTO journal (number, agency_id, kind, posted_at, first_seq, last_seq, lines, reference, client_id)
            SELECT journal, ?, ?, ?, NULL, NULL, 0, ?, ? FROM ledger_head WHERE id = 1`,
      args: [transfer.agencyId, transfer.kind, at, transfer.reference, transfer.clientId],
    },
  ]
  for (const { account, currency, amount } of transfer.entries) {
    statements.push(
      {
        sql: `INSERT INTO journal_entry (agency_id, journal, account, currency, amount)
              SELECT ?, journal, ?, ?, ? FROM ledger_head WHERE id = 1`,
        args: [transfer.agencyId, account, currency, amount],
      },
      {
        sql: `INSERT INTO account_balance (agency_id, account, currency, balance) VALUES (?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET balance = balance + excluded.balance`,
        args: [transfer.agencyId, account, currency, amount],
      },
    )
  }
  for (const move of transfer.clientMoves) {
    statements.push({
      sql: `INSERT INTO client_balance (agency_id, client_id, account, currency, balance, version) VALUES (?, ?, ?, ?, ?, 1)
            ON CONFLICT DO UPDATE SET balance = balance + excluded.balance, version = version + 1`,
      args: [transfer.agencyId, move.clientId, move.account, move.currency, move.amount],
    })
  }
  return statements
}

/** Entries sum to 0 per currency, and each control account's entry is what its clients' parts say. */
function assertBalanced(transfer: Transfer): void {
  const { entries, clientMoves } = transfer
  const sums = new Map<string, bigint>()
  const add = (key: string, amount: bigint) => sums.set(key, (sums.get(key) ?? 0n) + amount)
  for (const entry of entries) {
    add(entry.currency, entry.amount)
    if (entry.account === 'wallets') add(`wallets ${entry.currency}`, entry.amount)
    if (entry.account === 'receivables') add(`receivables ${entry.currency}`, -entry.amount)
  }
  for (const move of clientMoves) {
    // The checker re-derives a client's balance from the journal, which names one client.
    if (move.clientId !== transfer.clientId)
      throw new RangeError('a transfer moves the balance of its own client only')
    add(`${move.account} ${move.currency}`, move.amount)
  }
  for (const [what, sum] of sums) {
    if (sum !== 0n) throw new RangeError(`transfer does not balance: ${what}`)
  }
}
