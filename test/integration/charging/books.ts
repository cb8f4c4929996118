/** What the database and Stripe say about money, for tests. */
import type { Bench, Wallet } from './support.ts'

export async function rows(bench: Bench, sql: string, args: (string | bigint)[] = []) {
  const [result] = await bench.ctx.db.readBatch([{ sql, args }])
  return (result?.rows ?? []).map((row) => Object.fromEntries(Object.entries(row)))
}

export async function balanceOf(bench: Bench, wallet: Wallet, account = 'wallets'): Promise<bigint> {
  const found = await rows(
    bench,
    'SELECT balance FROM client_balance WHERE agency_id = ? AND client_id = ? AND account = ?',
    [wallet.agencyId, wallet.clientId, account],
  )
  return (found[0]?.['balance'] as bigint | undefined) ?? 0n
}

export const chargesOf = (bench: Bench, wallet: Wallet) =>
  rows(bench, 'SELECT * FROM charge WHERE agency_id = ? ORDER BY created_at, id', [wallet.agencyId])

/** Charges of this customer that took money at the stand-in: the world's own count. */
export const takenFrom = (bench: Bench, wallet: Wallet) =>
  bench.stripe.succeededCharges().filter((charge) => charge.customer === wallet.customerId)

export async function accountsOf(bench: Bench, wallet: Wallet): Promise<Record<string, bigint>> {
  const found = await rows(bench, 'SELECT account, balance FROM account_balance WHERE agency_id = ?', [
    wallet.agencyId,
  ])
  return Object.fromEntries(found.map((row) => [String(row['account']), row['balance'] as bigint]))
}

/** What must hold of the books whatever happened: journals sum to 0, balances are the sums of their entries. */
export async function brokenBooks(bench: Bench): Promise<unknown[]> {
  return [
    ...(await rows(
      bench,
      'SELECT journal, currency FROM journal_entry GROUP BY 1, 2 HAVING sum(amount) <> 0',
    )),
    ...(await rows(
      bench,
      `SELECT agency_id, account FROM account_balance b WHERE balance <> (
         SELECT coalesce(sum(amount), 0) FROM journal_entry e
         WHERE e.agency_id = b.agency_id AND e.account = b.account AND e.currency = b.currency)`,
    )),
    ...(await rows(
      bench,
      `SELECT agency_id FROM account_balance b WHERE account = 'wallets' AND balance <> -(
         SELECT coalesce(sum(balance), 0) FROM client_balance c
         WHERE c.agency_id = b.agency_id AND c.account = 'wallets' AND c.currency = b.currency)`,
    )),
  ]
}
