import type { Context } from '../context.ts'
import type { Findings } from './findings.ts'

/**
 * Derives the lots of the credit pools again from their append-only entries, and holds them against the books: each
 * lot; what is left against the pool's account in the unit `credit`; the clients' draws, and what they cost, against what
 * the pool gave (CE-03). One moment, so it is right while draws go on.
 */
export async function checkCredits(ctx: Pick<Context, 'db'>, findings: Findings): Promise<void> {
  const [lots, entries, accounts, left, draws, given] = await ctx.db.readBatch([
    `SELECT agency_id, pool_id, id, granted || ' ' || used || ' ' || expired || ' ' || cost || ' ' || cost_used FROM credit_lot`,
    `SELECT agency_id, pool_id, lot_id, sum(CASE kind WHEN 'grant' THEN amount ELSE 0 END)
       || ' ' || sum(CASE kind WHEN 'use' THEN amount WHEN 'giveBack' THEN -amount ELSE 0 END)
       || ' ' || sum(CASE kind WHEN 'expire' THEN amount WHEN 'release' THEN -amount ELSE 0 END)
       || ' ' || sum(CASE kind WHEN 'grant' THEN cost ELSE 0 END)
       || ' ' || sum(CASE kind WHEN 'use' THEN cost WHEN 'giveBack' THEN -cost ELSE 0 END)
     FROM credit_entry GROUP BY agency_id, pool_id, lot_id`,
    `SELECT agency_id, account, balance / 1000000000 FROM account_balance
     WHERE currency = 'credit' AND account IN (SELECT 'pool:' || id FROM credit_pool p WHERE p.agency_id = account_balance.agency_id)`,
    `SELECT agency_id, 'pool:' || pool_id, sum(granted - used - expired) FROM credit_lot GROUP BY agency_id, pool_id`,
    `SELECT e.agency_id, e.source, e.client_id, sum(CAST(e.quantity AS INTEGER)) || ' ' || sum(e.cost) FROM usage_event e
     WHERE e.source IN (SELECT 'pool:' || id FROM credit_pool p WHERE p.agency_id = e.agency_id)
     GROUP BY e.agency_id, e.source, e.client_id HAVING sum(CAST(e.quantity AS INTEGER)) <> 0 OR sum(e.cost) <> 0`,
    `SELECT agency_id, 'pool:' || pool_id, client_id, sum(CASE kind WHEN 'use' THEN amount ELSE -amount END)
       || ' ' || sum(CASE kind WHEN 'use' THEN cost ELSE -cost END)
     FROM credit_entry WHERE kind IN ('use', 'giveBack') GROUP BY agency_id, pool_id, client_id
     HAVING sum(CASE kind WHEN 'use' THEN amount ELSE -amount END) <> 0
       OR sum(CASE kind WHEN 'use' THEN cost ELSE -cost END) <> 0`,
  ])
  findings.compare('credit_lot', keyed(entries), keyed(lots))
  findings.compare('credit_pool', keyed(left), keyed(accounts))
  findings.compare('credit_draws', keyed(given), keyed(draws))
}

/** The last column by all the others. */
function keyed(
  result: { readonly rows: readonly ArrayLike<unknown>[]; readonly columns: readonly string[] } | undefined,
): Map<string, bigint | string> {
  const last = (result?.columns.length ?? 1) - 1
  return new Map(
    (result?.rows ?? []).map((row) => [
      Array.from({ length: last }, (_, i) => row[i]).join('\n'),
      row[last] as bigint | string,
    ]),
  )
}
