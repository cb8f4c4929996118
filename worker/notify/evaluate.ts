import { accountTakesCharges } from '../charging/agency-account.ts'
import type { Context } from '../context.ts'
import { spansAt } from '../clients/span.ts'
import { accountConditions } from './account-conditions.ts'
import { LOSS_KINDS, WALLET_KINDS } from './kinds.ts'
import { readLosses } from './losses.ts'
import { type ConditionSql, crossedStatement, tellStatements } from './move-sql.ts'
import { type Scope, scopeArg, scopedSql } from './scope.ts'
import { walletConditions } from './wallet-conditions.ts'

/** Clients whose crossings are told in one batch, and batches of one run; the rest waits a minute. */
const CLIENTS_MAX = 500n
const ROUNDS_MAX = 20

/**
 * Looks at wallets and charges and tells what has begun or ended since it looked last. Safe to call at any time, any
 * number of times at once. A fixed number of statements for any number of clients; a write only where something crossed.
 * @returns how many clients had a crossing
 */
export async function evaluateWallets(ctx: Context, scope: Scope): Promise<number> {
  const args = await walletArgs(ctx)
  const conditions = walletConditions(accountTakesCharges(ctx.settings))
  return tell(ctx, scope, (part) => ({
    with: `${scopedSql(part)}, ${conditions}`,
    args: { ...args, scope: scopeArg(part) },
    kinds: WALLET_KINDS,
  }))
}

/** The same for money that is being lost (B-02), over the trailing 30 local days. */
export async function evaluateLosses(ctx: Context, scope: Scope): Promise<number> {
  const found = JSON.stringify(await readLosses(ctx, scope))
  return tell(ctx, scope, (part) => ({
    with: `${scopedSql(part)}, ${LOSS_CONDITIONS}`,
    args: { found, scope: scopeArg(part) },
    kinds: LOSS_KINDS,
  }))
}

/** The same for agencies as a whole. */
export const evaluateAccounts = (ctx: Context, scope: Scope): Promise<number> =>
  tell(ctx, scope, accountConditions)

/** Reckoned outside the database, where the fee rules are; of clients out of scope nothing is taken. */
const LOSS_CONDITIONS = `
  conditions AS MATERIALIZED (
    SELECT c.agency_id, c.client_id, j.value ->> 2 AS kind, j.value ->> 3 AS subject, j.value ->> 4 AS detail
    FROM json_each(:found) j JOIN scoped c ON c.agency_id = j.value ->> 0 AND c.client_id = j.value ->> 1
  ),
  figures AS (SELECT agency_id, client_id, '{}' AS detail FROM scoped WHERE false)`

async function tell(ctx: Context, scope: Scope, sqlFor: (scope: Scope) => ConditionSql): Promise<number> {
  let told = 0
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const [crossed] = await ctx.db.readBatch([crossedStatement(sqlFor(scope), CLIENTS_MAX)])
    const pairs = (crossed?.rows ?? []).map(
      (row) => [String(row['agency_id']), String(row['client_id'])] as const,
    )
    if (pairs.length === 0) break
    const run = ctx.newId()
    const now = BigInt(ctx.now().getTime())
    await ctx.db.writeBatch(tellStatements(sqlFor({ kind: 'clients', pairs }), run, now))
    ctx.log.info('alerts_told', { run, clients: pairs.length })
    told += pairs.length
    if (BigInt(pairs.length) < CLIENTS_MAX) break
  }
  return told
}

/** Local days and months differ by the agency's time zone. */
async function walletArgs(ctx: Context) {
  const [agencies] = await ctx.db.readBatch(['SELECT id, time_zone FROM agency'])
  const days: [string, number][] = []
  const months: Record<string, number> = {}
  const byZone = new Map<string, ReturnType<typeof spansAt>>()
  for (const row of agencies?.rows ?? []) {
    const zone = String(row['time_zone'])
    const spans = byZone.get(zone) ?? spansAt(ctx.now(), zone)
    byZone.set(zone, spans)
    const id = String(row['id'])
    for (const day of spans.burnDays) days.push([id, day])
    months[id] = Number(spans.month)
  }
  return {
    now: BigInt(ctx.now().getTime()),
    days: JSON.stringify(days),
    months: JSON.stringify(months),
  }
}
