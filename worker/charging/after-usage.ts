import { eq } from 'drizzle-orm'
import { periodOf } from '../../shared/periods/calendar.ts'
import type { Context } from '../context.ts'
import { agency } from '../db/schema/index.ts'
import { enqueue } from '../payments/inbox.ts'
import { LEASE_MS } from './backoff.ts'
import { PAUSE_CAPPED, PREPARE_RELOADS } from './reload-sql.ts'

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
  if (clientIds.length === 0 || ctx.settings.STRIPE_SECRET_KEY === undefined) return 0
  const month = await localMonth(ctx, agencyId)
  if (month === null) return 0
  let prepared = 0
  for (let from = 0; from < clientIds.length; from += CLIENTS_MAX) {
    prepared += await prepare(ctx, agencyId, clientIds.slice(from, from + CLIENTS_MAX), month)
  }
  return prepared
}

async function prepare(
  ctx: Context,
  agencyId: string,
  clientIds: readonly string[],
  month: { startMs: bigint; endMs: bigint },
): Promise<number> {
  const now = ctx.now().getTime()
  const wallets = JSON.stringify(clientIds.map((clientId) => [clientId, ctx.newId()]))
  const args = { agency: agencyId, wallets, now: BigInt(now), month: month.startMs }
  const [reloads, capped] = await ctx.db.writeBatch([
    { sql: PREPARE_RELOADS, args: { ...args, sweepAt: BigInt(now + LEASE_MS) } },
    { sql: PAUSE_CAPPED, args: { ...args, nextMonth: month.endMs, rested: BigInt(now + CAPPED_REST_MS) } },
  ])
  for (const row of capped?.rows ?? []) {
    ctx.log.warn('reload_capped', {
      agencyId,
      clientId: String(row['client_id']),
      reason: String(row['reason']),
    })
  }
  const ids = (reloads?.rows ?? []).map((row) => String(row['id']))
  await enqueue(
    ctx,
    ids.map((chargeId) => ({ kind: 'send', agencyId, chargeId })),
  )
  if (ids.length > 0) ctx.log.info('charges_prepared', { agencyId, charges: ids.length })
  return ids.length
}

/** The running calendar month in the agency's time zone: what a month's cap counts in. */
async function localMonth(ctx: Context, agencyId: string) {
  const rows = await ctx.db.orm
    .select({ zone: agency.timeZone })
    .from(agency)
    .where(eq(agency.id, agencyId))
    .limit(1)
  const zone = rows[0]?.zone
  return zone === undefined ? null : periodOf(BigInt(ctx.now().getTime()), 'month', zone)
}
