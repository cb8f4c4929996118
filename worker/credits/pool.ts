import type { ResultSet, Row } from '@libsql/client/http'
import { cumulativePrice } from '../../shared/rating/cumulative.ts'
import { Decimal, toNano } from '../../shared/rating/decimal.ts'
import type { Tier } from '../../shared/rating/rule.ts'
import type { Lot } from '../../shared/credits/lot.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { transferStatements } from '../ledger/transfer.ts'

/** A credit pool as it stands, with its lots. */
export interface Pool {
  readonly agencyId: string
  readonly id: string
  readonly service: string
  readonly currency: string
  readonly remindBelow: bigint | null
  readonly autoBuy: bigint | null
  readonly tiers: readonly Tier[]
  readonly version: bigint
  readonly lots: readonly Lot[]
}

/** Entry of a lot, as it is written. */
export interface LotEntry {
  readonly lotId: string
  readonly kind: 'grant' | 'use' | 'giveBack' | 'expire' | 'release'
  readonly useId: string | null
  readonly clientId: string | null
  readonly amount: bigint
  readonly cost: bigint
}

/** @throws Refusal `not_found` */
export async function readPool(ctx: Context, agencyId: string, id: string): Promise<Pool> {
  const [pools, lots] = await ctx.db.readBatch([
    { sql: 'SELECT * FROM credit_pool WHERE agency_id = ? AND id = ?', args: [agencyId, id] },
    { sql: 'SELECT * FROM credit_lot WHERE agency_id = ? AND pool_id = ?', args: [agencyId, id] },
  ])
  const row = pools?.rows[0]
  if (row === undefined) throw new Refusal('not_found', 'There is no such credit pool, or it is not yours.')
  return {
    agencyId,
    id,
    service: String(row['service']),
    currency: String(row['currency']),
    remindBelow: row['remind_below'] as bigint | null,
    autoBuy: row['auto_buy'] as bigint | null,
    tiers: JSON.parse(String(row['tiers'])) as Tier[],
    version: row['version'] as bigint,
    lots: lotsOf(lots),
  }
}

const lotsOf = (result: ResultSet | undefined): Lot[] => (result?.rows ?? []).map(lotOf)

const lotOf = (row: Row): Lot => ({
  id: String(row['id']),
  kind: row['kind'] as Lot['kind'],
  priority: Number(row['priority']),
  createdAtMs: row['created_at'] as bigint,
  expiresAtMs: row['expires_at'] as bigint | null,
  granted: row['granted'] as bigint,
  used: row['used'] as bigint,
  expired: row['expired'] as bigint,
  cost: row['cost'] as bigint,
  costUsed: row['cost_used'] as bigint,
})

/** Credits that a use at an instant may take: a late use still reaches what has expired since. */
export const balanceAt = (lots: readonly Lot[], atMs: bigint): bigint =>
  lots
    .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > atMs)
    .reduce((sum, lot) => sum + lot.granted - lot.used, 0n)

/** How much of their expiry lots gave up (above 0) or booked (below 0) between two states of a pool. */
export function releasedBetween(
  before: readonly Lot[],
  after: readonly Lot[],
): { lotId: string; amount: bigint }[] {
  const old = new Map(before.map((lot) => [lot.id, lot.expired]))
  return after
    .map((lot) => ({ lotId: lot.id, amount: (old.get(lot.id) ?? lot.expired) - lot.expired }))
    .filter(({ amount }) => amount !== 0n)
}

/** The same as entries, and as movements of the books between the pool and what expired. */
export function expiryStatements(
  ctx: Pick<Context, 'now'>,
  pool: Pool,
  reference: string,
  released: readonly { lotId: string; amount: bigint }[],
): { entries: LotEntry[]; statements: Statement[] } {
  const entries = released.map(({ lotId, amount }): LotEntry => ({
    lotId,
    kind: amount > 0n ? 'release' : 'expire',
    useId: null,
    clientId: null,
    amount: amount > 0n ? amount : -amount,
    cost: 0n,
  }))
  const total = released.reduce((sum, { amount }) => sum + amount, 0n)
  const statements =
    total === 0n
      ? []
      : transferStatements(ctx, poolTransfer(pool, 'creditExpiry', reference, total, 'pool:expired'))
  return { entries, statements }
}

/** What a purchase costs: all of its credits at the price of the tier it reaches (CE-07). Nano. */
export const purchaseCost = (pool: Pick<Pool, 'tiers' | 'currency'>, credits: bigint): bigint =>
  toNano(
    cumulativePrice({ kind: 'tiers', mode: 'volume', tiers: pool.tiers }, new Decimal(credits.toString()), {
      currency: pool.currency,
    }),
  )

/** Moves the pool on: refused where somebody else has moved it since it was read. */
export function moveStatements(
  ctx: Pick<Context, 'now'>,
  pool: Pool,
  lots: readonly Lot[],
  entries: readonly LotEntry[],
): Statement[] {
  const at = BigInt(ctx.now().getTime())
  const before = new Map(pool.lots.map((lot) => [lot.id, lot]))
  return [
    {
      sql: 'UPDATE credit_pool SET version = version + 1 WHERE agency_id = ? AND id = ? AND version = ?',
      args: [pool.agencyId, pool.id, pool.version],
    },
    guardChangedOne(),
    ...lots.filter((lot) => before.get(lot.id) !== lot).map((lot) => lotStatement(pool, lot)),
    ...entries.map((entry) => ({
      sql: `INSERT INTO credit_entry (agency_id, pool_id, lot_id, kind, use_id, client_id, amount, cost, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        pool.agencyId,
        pool.id,
        entry.lotId,
        entry.kind,
        entry.useId,
        entry.clientId,
        entry.amount,
        entry.cost,
        at,
      ],
    })),
  ]
}

const lotStatement = (pool: Pool, lot: Lot): Statement => ({
  sql: `INSERT INTO credit_lot (agency_id, pool_id, id, kind, priority, created_at, expires_at, granted, used, expired,
          cost, cost_used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET used = excluded.used, expired = excluded.expired, cost_used = excluded.cost_used`,
  args: [
    pool.agencyId,
    pool.id,
    lot.id,
    lot.kind,
    BigInt(lot.priority),
    lot.createdAtMs,
    lot.expiresAtMs,
    lot.granted,
    lot.used,
    lot.expired,
    lot.cost,
    lot.costUsed,
  ],
})

const NANO = 1_000_000_000n
export const CREDIT = 'credit'

/** A movement of the pool in the books, in the unit `credit` (10⁻⁹ of one, as every amount). */
export const poolTransfer = (
  pool: Pool,
  kind: string,
  reference: string,
  credits: bigint,
  other: string,
) => ({
  agencyId: pool.agencyId,
  kind,
  reference,
  clientId: null,
  entries: [
    { account: `pool:${pool.id}`, currency: CREDIT, amount: credits * NANO },
    { account: other, currency: CREDIT, amount: -credits * NANO },
  ],
  clientMoves: [],
})
