/** Holds credit pools and granted credits against the oracle's. */
import { Difference } from './difference.ts'
import { booked } from './grants.ts'
import { PoolBooks } from './oracle/pool.ts'
import type { Stage } from './stage.ts'

/** Every purchase of every pool: what was taken of it, what expired, what it cost. */
export async function comparePools(stage: Stage): Promise<void> {
  for (const { spec, purchases } of stage.pools) {
    const [found] = await stage.quiet.db.readBatch([
      {
        sql: `SELECT kind, priority, created_at, expires_at, granted, used, expired, cost, cost_used FROM credit_lot
              WHERE agency_id = ? AND pool_id = ? ORDER BY created_at, id`,
        args: [spec.agencyId, spec.id],
      },
    ])
    const rows = (found?.rows ?? []).map((row) => Array.from(row, String).join(' '))
    const right = purchases.map((one) =>
      [
        one.kind,
        one.priority,
        one.from,
        one.to,
        one.credits,
        PoolBooks.takenOf(one),
        one.lost,
        one.cost,
        PoolBooks.costTaken(one),
      ]
        .map(String)
        .join(' '),
    )
    const at = right.findIndex((one, i) => one !== rows[i])
    if (at < 0 && rows.length === right.length) continue
    throw new Difference(`purchase ${at} of the pool of ${spec.agencyId}: ${rows[at]}, not ${right[at]}`)
  }
}

/** What is booked as expired of every grant. */
export async function compareGrants(stage: Stage): Promise<void> {
  for (const wallet of stage.wallets) {
    const found = await booked(stage, wallet)
    const right = wallet.grants.map(({ expired }) => expired)
    if (found.join() === right.join()) continue
    throw new Difference(
      `grants of ${wallet.agencyId} ${wallet.clientId}: ${found.join()}, not ${right.join()}`,
    )
  }
}
