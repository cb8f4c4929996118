import { burn } from '../../shared/credits/burn.ts'
import { drawFromPool } from '../../shared/credits/pool.ts'
import { fromNano } from '../../shared/rating/decimal.ts'
import { DEFAULT_CURRENCY } from '../../shared/rating/rate.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { StateMoved } from '../ledger/post-usage.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { nearbyDays } from '../ledger/standing.ts'
import { forgetTerms, loadTerms } from '../pricing/load-terms.ts'
import { termsFor } from '../pricing/terms.ts'
import { utcDay } from '../ledger/usage-line.ts'
import { recordUsage } from '../usage/record.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { type Purchase, purchaseStatements, sourceOf, withPurchase } from './buy-credits.ts'
import {
  type LotEntry,
  type Pool,
  balanceAt,
  expiryStatements,
  moveStatements,
  poolTransfer,
  readPool,
  releasedBetween,
} from './pool.ts'

/** One mailing of a client: what it takes out of the pool. */
export interface Draw {
  readonly id: string
  readonly clientId: string
  /** Whole credits. */
  readonly credits: bigint
  readonly occurredAt: Date
}

export interface Drawn {
  readonly outcome: 'posted' | 'duplicate' | 'conflict'
  /** Credits left after it. */
  readonly balance: bigint
  /** Automatic purchases it made. */
  readonly purchases: number
  /** This draw took the pool below its reminder: tell it once. */
  readonly remind: boolean
}

/** Days in which the same id is the same mailing. */
const WINDOW_DAYS = 3

/** Draws at once on one pool: each round one wins. */
const TRIES_MAX = 100

/**
 * Draws a client's credits from its agency's pool (CE-03, CE-04): first in, first out, the purchase price of exactly
 * these credits as its cost; buys automatically as often as it takes (CE-06). Lots, books and the client's usage line
 * are one batch, so the sum of the clients' draws is what the pool lost, in parallel too.
 * @throws Refusal `not_found`, `credits_lacking` (nothing was drawn), `usage_not_priceable`
 */
export async function drawCredits(
  ctx: Context,
  agencyId: string,
  poolId: string,
  draw: Draw,
): Promise<Drawn> {
  for (let tries = 1; ; tries += 1) {
    const pool = await readPool(ctx, agencyId, poolId)
    const standing = await stands(ctx, pool, draw)
    const atMs = BigInt(draw.occurredAt.getTime())
    if (standing !== null) {
      const outcome = standing ? 'duplicate' : 'conflict'
      return { outcome, balance: balanceAt(pool.lots, atMs), purchases: 0, remind: false }
    }
    try {
      return await post(ctx, pool, draw, atMs)
    } catch (error) {
      const moved = error instanceof BatchAborted || error instanceof StateMoved
      if (!moved || tries === TRIES_MAX) throw error
      await refuseOtherCurrency(ctx, pool, draw)
    }
  }
}

/** A cost in another currency than the pool's would never pass `newLine`. @throws Refusal `usage_not_priceable` */
async function refuseOtherCurrency(ctx: Context, pool: Pool, draw: Draw): Promise<void> {
  const { agencyId, service } = pool
  // What an isolate keeps may be why the batch was refused.
  forgetTerms(agencyId)
  const terms = termsFor(
    await loadTerms(ctx, agencyId, [draw.clientId]),
    draw.clientId,
    service,
    draw.occurredAt,
  )
  if (terms === undefined) return
  const { costRate, rule, currency } = terms
  const found = costRate?.currency ?? (rule === null ? DEFAULT_CURRENCY : currency)
  if (found === pool.currency) return
  throw new Refusal(
    'usage_not_priceable',
    `The pool is in ${pool.currency}, but what ${service} costs is kept in ${found}. Enter a cost of it in ${pool.currency}. Nothing was drawn.`,
  )
}

/** Whether the draw is in the books: true with the same client and credits, false with others, null = it is not. */
async function stands(ctx: Context, pool: Pool, draw: Draw): Promise<boolean | null> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT client_id, quantity FROM usage_event
            WHERE agency_id = ? AND day IN ${nearbyDays(String(utcDay(draw.occurredAt)), WINDOW_DAYS)}
              AND source = ? AND id = ?`,
      args: [pool.agencyId, sourceOf(pool), draw.id],
    },
  ])
  const row = found?.rows[0]
  return row === undefined
    ? null
    : row['client_id'] === draw.clientId && row['quantity'] === draw.credits.toString()
}

async function post(ctx: Context, pool: Pool, draw: Draw, atMs: bigint): Promise<Drawn> {
  const planned = drawFromPool(balanceAt(pool.lots, atMs), draw.credits, pool)
  if (planned.lacks > 0n) {
    throw new Refusal('credits_lacking', `The pool lacks ${planned.lacks} credits. Nothing was drawn.`)
  }
  const bought = Array.from({ length: Number(planned.purchases) }, (): Purchase => ({
    id: ctx.newId(),
    credits: pool.autoBuy ?? 0n,
    kind: 'paid',
    expiresAtMs: null,
    priority: 0,
  }))
  const filled = bought.reduce((now, purchase) => withPurchase(ctx, now, purchase), pool)
  const { lots, slices } = burn(filled.lots, draw.credits, atMs)
  const cost = slices.reduce((sum, slice) => sum + slice.cost, 0n)
  const expiry = expiryStatements(ctx, pool, draw.id, releasedBetween(filled.lots, lots))
  const entries: LotEntry[] = [
    ...expiry.entries,
    ...bought.map(({ id, credits }) => ({
      lotId: id,
      kind: 'grant' as const,
      useId: null,
      clientId: null,
      amount: credits,
      cost: filled.lots.find((lot) => lot.id === id)?.cost ?? 0n,
    })),
    ...slices.map((slice) => ({
      lotId: slice.lotId,
      kind: 'use' as const,
      useId: draw.id,
      clientId: draw.clientId,
      amount: slice.amount,
      cost: slice.cost,
    })),
  ]
  const [result] = await recordUsage(
    ctx,
    pool.agencyId,
    [eventOf(ctx, pool, draw, cost)],
    [
      newLine(pool, draw),
      ...moveStatements(ctx, pool, lots, entries),
      ...purchaseStatements(ctx, { kind: 'system', job: 'auto-buy' }, pool, bought),
      ...expiry.statements,
      ...(draw.credits === 0n
        ? []
        : transferStatements(ctx, poolTransfer(pool, 'creditDraw', draw.id, -draw.credits, 'pool:drawn'))),
    ],
  )
  if (result?.outcome === 'rejected') {
    throw new Refusal('usage_not_priceable', result.detail ?? 'The draw cannot be priced. Nothing was drawn.')
  }
  if (planned.remind) {
    ctx.log.warn('credits_low', { agencyId: pool.agencyId, pool: pool.id, balance: planned.balance })
  }
  return { outcome: 'posted', balance: planned.balance, purchases: bought.length, remind: planned.remind }
}

/** The usage line is this batch's own, and in the pool's currency; else nothing of the batch stands. */
const newLine = (pool: Pool, draw: Draw): Statement =>
  guard(
    `EXISTS (SELECT 1 FROM usage_event WHERE agency_id = ? AND day = ? AND source = ? AND id = ? AND cost_currency = ?
     AND seq > (SELECT before_seq FROM ledger_head WHERE id = 1))`,
    [pool.agencyId, BigInt(utcDay(draw.occurredAt)), sourceOf(pool), draw.id, pool.currency],
  )

function eventOf(ctx: Context, pool: Pool, draw: Draw, cost: bigint): UsageEvent {
  const credits = draw.credits.toString()
  return {
    agencyId: pool.agencyId,
    source: sourceOf(pool),
    system: sourceOf(pool),
    account: draw.clientId,
    clientId: draw.clientId,
    id: draw.id,
    service: pool.service,
    quantity: credits,
    occurredAt: draw.occurredAt.toISOString(),
    receivedAt: ctx.now().toISOString(),
    ownTime: true,
    repeatWindowDays: WINDOW_DAYS,
    // Back to exactly the lots' cost when multiplied by the credits: 40 decimals are far below a nano.
    unitCost: draw.credits === 0n ? '0' : fromNano(cost).div(credits).toDecimalPlaces(40).toFixed(),
    estimated: false,
    attributes: {},
  }
}
