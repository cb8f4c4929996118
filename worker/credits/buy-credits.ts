import { newLot } from '../../shared/credits/lot.ts'
import type { Actor, Context } from '../context.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Statement } from '../db/client.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { type Pool, moveStatements, poolTransfer, purchaseCost } from './pool.ts'

export interface Purchase {
  readonly id: string
  readonly credits: bigint
  readonly kind: 'granted' | 'paid'
  readonly expiresAtMs: bigint | null
  /** Lower burns first. */
  readonly priority: number
}

/** The pool with one more lot; a granted one costs nothing. */
export function withPurchase(ctx: Pick<Context, 'now'>, pool: Pool, purchase: Purchase): Pool {
  const { id, credits, kind, expiresAtMs, priority } = purchase
  const lot = newLot({
    id,
    kind,
    priority,
    createdAtMs: BigInt(ctx.now().getTime()),
    expiresAtMs,
    granted: credits,
    cost: kind === 'granted' ? 0n : purchaseCost(pool, credits),
  })
  return { ...pool, lots: [...pool.lots, lot] }
}

/** Books purchases: the credits into the pool, what they cost as stock; and who made them. */
export function purchaseStatements(
  ctx: Context,
  actor: Actor,
  pool: Pool,
  purchases: readonly Purchase[],
): Statement[] {
  return purchases.flatMap(({ id, credits, kind }) => {
    const cost = kind === 'granted' ? 0n : purchaseCost(pool, credits)
    const inCredits = poolTransfer(pool, 'creditPurchase', id, credits, `pool:${kind}`)
    const inMoney = [
      { account: `platform:${sourceOf(pool)}`, currency: pool.currency, amount: cost },
      { account: 'credits:payable', currency: pool.currency, amount: -cost },
    ]
    return [
      ...transferStatements(ctx, {
        ...inCredits,
        entries: cost === 0n ? inCredits.entries : [...inCredits.entries, ...inMoney],
      }),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: pool.agencyId,
        action: 'credits.bought',
        clientId: null,
        subject: `${pool.id}/${id}`,
        before: null,
        after: { credits: String(credits), kind, cost: String(cost) },
      }),
    ]
  })
}

/** The stream of ids that draws are booked under. */
export const sourceOf = (pool: Pick<Pool, 'id'>): string => `pool:${pool.id}`

/** Buys or grants credits, as one batch. @throws BatchAborted where the pool has moved: read it again */
export async function buyCredits(ctx: Context, actor: Actor, pool: Pool, purchase: Purchase): Promise<Pool> {
  const after = withPurchase(ctx, pool, purchase)
  const entry = {
    lotId: purchase.id,
    kind: 'grant' as const,
    useId: null,
    clientId: null,
    amount: purchase.credits,
    cost: after.lots.at(-1)?.cost ?? 0n,
  }
  await ctx.db.writeBatch([
    ...moveStatements(ctx, pool, after.lots, [entry]),
    ...purchaseStatements(ctx, actor, pool, [purchase]),
  ])
  return { ...after, version: pool.version + 1n }
}
