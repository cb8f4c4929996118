import { giveBack } from '../../shared/credits/burn.ts'
import type { Slice } from '../../shared/credits/lot.ts'
import type { Context } from '../context.ts'
import type { Corrector } from '../corrections/result.ts'
import { auditStatement } from '../audit/audit.ts'
import { postCorrections } from '../corrections/post-corrections.ts'
import { keyText } from '../corrections/standing-usage.ts'
import { voidOf } from '../corrections/void-usage.ts'
import { Refusal } from '../http/problem.ts'
import { StateMoved } from '../ledger/post-usage.ts'
import { transferStatements } from '../ledger/transfer.ts'
import { utcDay } from '../ledger/usage-line.ts'
import { sourceOf } from './buy-credits.ts'
import {
  type Pool,
  expiryStatements,
  moveStatements,
  poolTransfer,
  readPool,
  releasedBetween,
} from './pool.ts'

const TRIES_MAX = 20

/**
 * Takes a draw back: its usage is void, and exactly the slices it used go back into their lots, with their cost; what
 * returns to a lot that has expired expires at once. Giving back twice is once.
 * @throws Refusal `not_found`
 */
export async function giveBackDraw(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  poolId: string,
  useId: string,
): Promise<{ outcome: 'posted' | 'duplicate' }> {
  for (let tries = 1; ; tries += 1) {
    const pool = await readPool(ctx, agencyId, poolId)
    const { slices, day, clientId, givenBack } = await readUse(ctx, pool, useId)
    if (givenBack) return { outcome: 'duplicate' }
    const credits = slices.reduce((sum, { amount }) => sum + amount, 0n)
    const lots = giveBack(pool.lots, slices, BigInt(ctx.now().getTime()))
    const expiry = expiryStatements(ctx, pool, useId, releasedBetween(pool.lots, lots))
    const key = { day, source: sourceOf(pool), id: useId }
    try {
      const posted = await postCorrections(ctx, {
        agencyId,
        keys: [key],
        decide: (standing) => {
          const usage = standing.get(keyText(key))
          return usage === undefined || usage.voided ? [] : [voidOf(usage)]
        },
        also: (lines) =>
          lines.length === 0
            ? []
            : [
                ...moveStatements(ctx, pool, lots, [
                  ...slices.map((slice) => ({ ...slice, kind: 'giveBack' as const, useId, clientId })),
                  ...expiry.entries,
                ]),
                auditStatement(ctx, actor, {
                  id: ctx.newId(),
                  agencyId,
                  action: 'credits.given_back',
                  clientId,
                  subject: `${pool.id}/${useId}`,
                  before: null,
                  after: { credits: String(credits) },
                }),
              ],
        after: () => [
          ...transferStatements(ctx, poolTransfer(pool, 'creditGiveBack', useId, credits, 'pool:drawn')),
          ...expiry.statements,
        ],
      })
      return { outcome: posted.length === 0 ? 'duplicate' : 'posted' }
    } catch (error) {
      if (!(error instanceof StateMoved) || tries === TRIES_MAX) throw error
    }
  }
}

async function readUse(ctx: Context, pool: Pool, useId: string) {
  const [used, lines] = await ctx.db.readBatch([
    {
      sql: `SELECT kind, lot_id, client_id, amount, cost FROM credit_entry
            WHERE agency_id = ? AND pool_id = ? AND use_id = ? AND kind IN ('use', 'giveBack')`,
      args: [pool.agencyId, pool.id, useId],
    },
    {
      sql: `WITH RECURSIVE days(day) AS (SELECT ?4 - 400 UNION ALL SELECT day + 1 FROM days WHERE day <= ?4)
            SELECT e.day FROM days CROSS JOIN usage_event e
              ON e.agency_id = ?1 AND e.day = days.day AND e.source = ?2 AND e.id = ?3 LIMIT 1`,
      args: [pool.agencyId, sourceOf(pool), useId, BigInt(utcDay(ctx.now()))],
    },
  ])
  const day = lines?.rows[0]?.['day']
  if (typeof day !== 'bigint') throw new Refusal('not_found', 'The pool has no such draw.')
  const rows = used?.rows ?? []
  const taken = rows.filter((row) => row['kind'] === 'use')
  const slices = taken.map((row): Slice => ({
    lotId: String(row['lot_id']),
    amount: row['amount'] as bigint,
    cost: row['cost'] as bigint,
  }))
  return {
    slices,
    day,
    clientId: String(rows[0]?.['client_id'] ?? ''),
    givenBack: rows.length > taken.length,
  }
}
