import { periodOf } from '../../shared/periods/calendar.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../payments/inbox.ts'
import { accountTakesCharges } from './agency-account.ts'
import { LEASE_MS } from './backoff.ts'
import { chargeGrain, maximumCharge, minimumCharge } from './minimum-charge.ts'
import { pauseCapped, prepareReloads } from './reload-sql.ts'
import { prepareUsageCharges } from './usage-sql.ts'

/** A wallet that a charge cap kept low rests so long before the next charge. */
const CAPPED_REST_MS = 24 * 3_600_000

/** Clients looked at in one statement. */
const CLIENTS_MAX = 1_000

/**
 * Decides for clients whose balance moved what cash must move now, and prepares it: a charge row with its key, in one
 * batch. Sending is the payments queue's work, so usage never waits for a payment provider; should the message be lost,
 * the sweep sends. Safe to call at any time, for any clients, any number of times.
 * @returns how many charges were prepared
 */
export async function settleAfterUsage(
  ctx: Context,
  agencyId: string,
  clientIds: readonly string[],
): Promise<number> {
  if (clientIds.length === 0) return 0
  const ground = await readGround(ctx, agencyId)
  if (ground === null) return 0
  let prepared = 0
  for (let from = 0; from < clientIds.length; from += CLIENTS_MAX) {
    prepared += await prepare(ctx, agencyId, clientIds.slice(from, from + CLIENTS_MAX), ground)
  }
  return prepared
}

async function prepare(
  ctx: Context,
  agencyId: string,
  clientIds: readonly string[],
  ground: Ground,
): Promise<number> {
  const now = ctx.now().getTime()
  const wallets = JSON.stringify(clientIds.map((clientId) => [clientId, ctx.newId()]))
  const args = { agency: agencyId, wallets, now: BigInt(now), month: ground.startMs, grains: ground.grains }
  const sweepAt = BigInt(now + LEASE_MS)
  const takes = accountTakesCharges(ctx.settings)
  const [reloads, capped, usage] = await ctx.db.writeBatch([
    { sql: prepareReloads(takes), args: { ...args, sweepAt } },
    {
      sql: pauseCapped(takes),
      args: { ...args, nextMonth: ground.endMs, rested: BigInt(now + CAPPED_REST_MS) },
    },
    {
      sql: prepareUsageCharges(takes),
      args: { agency: agencyId, clients: wallets, grains: ground.grains, now: BigInt(now), sweepAt },
    },
  ])
  for (const row of capped?.rows ?? []) {
    ctx.log.warn('reload_capped', {
      agencyId,
      clientId: String(row['client_id']),
      reason: String(row['reason']),
    })
  }
  const ids = [...(reloads?.rows ?? []), ...(usage?.rows ?? [])].map((row) => String(row['id']))
  await enqueue(
    ctx,
    ids.map((chargeId) => ({ kind: 'send', agencyId, chargeId })),
  )
  if (ids.length > 0) ctx.log.info('charges_prepared', { agencyId, charges: ids.length })
  return ids.length
}

interface Ground {
  /** The running calendar month in the agency's time zone: what a month's cap counts in. */
  readonly startMs: bigint
  readonly endMs: bigint
  /** What each currency of the agency's clients can be charged in, as JSON (usage-sql.ts). */
  readonly grains: string
}

/** Null where nothing can be charged: no such agency, or neither the deployment nor the agency has a key. */
async function readGround(ctx: Context, agencyId: string): Promise<Ground | null> {
  const [zones, currencies, keys] = await ctx.db.readBatch([
    { sql: 'SELECT time_zone FROM agency WHERE id = ?', args: [agencyId] },
    { sql: 'SELECT DISTINCT currency FROM client WHERE agency_id = ?', args: [agencyId] },
    { sql: `SELECT 1 FROM payment_key WHERE agency_id = ? AND state = 'active'`, args: [agencyId] },
  ])
  if (ctx.settings.STRIPE_SECRET_KEY === undefined && keys?.rows.length !== 1) return null
  const zone = zones?.rows[0]?.['time_zone']
  if (typeof zone !== 'string') return null
  const { startMs, endMs } = periodOf(BigInt(ctx.now().getTime()), 'month', zone)
  const grains = (currencies?.rows ?? []).map((row) => {
    const currency = String(row['currency'])
    const text = [chargeGrain(currency), minimumCharge(currency), maximumCharge(currency)].map(String)
    return [currency, ...text]
  })
  return { startMs, endMs, grains: JSON.stringify(grains) }
}
