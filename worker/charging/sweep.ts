import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { overdueNotices } from '../payments/inbox.ts'
import { providerFor } from '../payments/providers.ts'
import { accountTakesCharges } from './agency-account.ts'
import { settleAfterUsage } from './after-usage.ts'
import { applyNotice } from './apply-notice.ts'
import { type ChargeKey, intentOf, loadCharge } from './charge-row.ts'
import { sendCharge } from './send.ts'
import { dueGiveBacks, sendGiveBack } from './send-give-back.ts'
import { settleCharge } from './settle.ts'
import { ALL_INVOICED } from './usage-sql.ts'
import { eraseRemovedKeys } from './remove-key.ts'
import { reopenInvoices } from './reopen-invoices.ts'
import { feeStillUnknown } from './settle-succeeded.ts'
import { lookLater } from './settle-waiting.ts'

/** Work of one minute; what is left over comes the next minute, oldest first. */
const CHARGES_MAX = 50n
const NOTICES_MAX = 50n
const WALLETS_MAX = 500n
/** The lowest minimum charge of any currency (0.30 GBP): who owes less waits anyway. */
const OWED_MIN = 300_000_000n
/** Calls to a provider at the same time. */
const AT_ONCE = 5

/**
 * Every minute: finishes what a crash, a lost answer, a lost webhook or a lost queue message left open. Each item fails
 * on its own.
 */
export async function sweepCharges(ctx: Context): Promise<void> {
  await reopenInvoices(ctx)
  await eraseRemovedKeys(ctx)
  const due = await dueCharges(ctx)
  await inParts(ctx, due, (key) => resumeCharge(ctx, key))
  const backs = await dueGiveBacks(ctx, CHARGES_MAX)
  await inParts(ctx, backs, (key) => sendGiveBack(ctx, key))
  const notices = await overdueNotices(ctx, NOTICES_MAX)
  await inParts(ctx, notices, (row) => applyNotice(ctx, row))
  for (const [agencyId, clientIds] of await uncharged(ctx)) await settleAfterUsage(ctx, agencyId, clientIds)
}

/** An unsent or unanswered charge is sent again; of any other only its state, or its fee, is looked up. */
async function resumeCharge(ctx: Context, key: ChargeKey): Promise<void> {
  const row = await loadCharge(ctx, key)
  if (row === undefined || row.nextTryAt === null || row.nextTryAt > ctx.now()) return
  if (row.state === 'prepared' || row.state === 'sent') {
    await sendCharge(ctx, key, 'sweep')
    return
  }
  const found = await (await providerFor(ctx, row.provider, row)).find(intentOf(row))
  if (found !== null && found.kind !== 'unknown') {
    const settled = await settleCharge(ctx, key, row.account, found, 'sweep')
    if (settled === 'settled') return
  }
  await ctx.db.writeBatch([row.state === 'succeeded' ? feeStillUnknown(ctx, row) : lookLater(ctx, row)])
}

async function dueCharges(ctx: Context): Promise<ChargeKey[]> {
  const [due] = await ctx.db.readBatch([
    {
      sql: `SELECT agency_id, id FROM charge WHERE next_try_at IS NOT NULL AND next_try_at <= ? ORDER BY next_try_at LIMIT ?`,
      args: [BigInt(ctx.now().getTime()), CHARGES_MAX],
    },
  ])
  return (due?.rows ?? []).map((row) => ({ agencyId: String(row['agency_id']), chargeId: String(row['id']) }))
}

/**
 * Wallets that stand low or are to be charged now, and clients on demand who owe, with no charge on its way and no pause: a crash came between
 * the posting and its charge, or a pause is over.
 */
async function uncharged(ctx: Context): Promise<Map<string, string[]>> {
  const takes = accountTakesCharges(ctx.settings)
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT s.agency_id, s.client_id FROM reload_settings s
            JOIN client c ON c.agency_id = s.agency_id AND c.id = s.client_id
              AND c.billing_mode = 'prepaid' AND c.suspended = 0
            JOIN client_balance b ON b.agency_id = s.agency_id AND b.client_id = s.client_id
              AND b.account = 'wallets' AND b.currency = c.currency
            WHERE s.enabled = 1 AND b.balance < s.threshold
              AND EXISTS (SELECT 1 FROM payment_customer p
                WHERE p.agency_id = s.agency_id AND p.client_id = s.client_id AND p.method_id IS NOT NULL
                  AND ${takes})
              AND NOT EXISTS (SELECT 1 FROM reload_pause z
                WHERE z.agency_id = s.agency_id AND z.client_id = s.client_id AND (z.until IS NULL OR z.until > :now))
              AND NOT EXISTS (SELECT 1 FROM charge o
                WHERE o.agency_id = s.agency_id AND o.client_id = s.client_id
                  AND o.purpose = 'reload' AND o.state IN ('prepared', 'sent', 'processing', 'actionRequired'))
            UNION ALL
            SELECT f.agency_id, f.client_id FROM funds_policy f
            JOIN client c ON c.agency_id = f.agency_id AND c.id = f.client_id
              AND c.billing_mode = 'prepaid' AND c.suspended = 0
            JOIN client_balance b ON b.agency_id = f.agency_id AND b.client_id = f.client_id
              AND b.account = 'wallets' AND b.currency = c.currency
            WHERE f.policy = 'chargeNow' AND b.balance < 0
              AND EXISTS (SELECT 1 FROM payment_customer p
                WHERE p.agency_id = f.agency_id AND p.client_id = f.client_id AND p.method_id IS NOT NULL
                  AND ${takes})
              AND NOT EXISTS (SELECT 1 FROM reload_pause z
                WHERE z.agency_id = f.agency_id AND z.client_id = f.client_id AND (z.until IS NULL OR z.until > :now))
              AND NOT EXISTS (SELECT 1 FROM charge o
                WHERE o.agency_id = f.agency_id AND o.client_id = f.client_id
                  AND o.purpose = 'reload' AND o.state IN ('prepared', 'sent', 'processing', 'actionRequired'))
            UNION ALL
            SELECT c.agency_id, c.id FROM client_balance b
            JOIN client c ON c.agency_id = b.agency_id AND c.id = b.client_id AND c.currency = b.currency
              AND c.billing_mode <> 'postpaid' AND c.suspended = 0
            WHERE b.account = 'receivables' AND b.balance >= :least AND ${ALL_INVOICED}
              AND EXISTS (SELECT 1 FROM payment_customer p
                WHERE p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
                  AND ${takes})
              AND NOT EXISTS (SELECT 1 FROM reload_pause z
                WHERE z.agency_id = c.agency_id AND z.client_id = c.id AND (z.until IS NULL OR z.until > :now))
              AND NOT EXISTS (SELECT 1 FROM charge o
                WHERE o.agency_id = c.agency_id AND o.client_id = c.id
                  AND o.purpose = 'usage' AND o.state IN ('prepared', 'sent', 'processing', 'actionRequired'))
            LIMIT :limit`,
      args: { now: BigInt(ctx.now().getTime()), limit: WALLETS_MAX, least: OWED_MIN },
    },
  ])
  const byAgency = new Map<string, string[]>()
  for (const row of found?.rows ?? []) {
    const agencyId = String(row['agency_id'])
    byAgency.set(agencyId, [...(byAgency.get(agencyId) ?? []), String(row['client_id'])])
  }
  return byAgency
}

async function inParts<T>(
  ctx: Context,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const part = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(work))
    for (const result of part) {
      if (result.status === 'rejected') ctx.log.error('sweep_failed', { error: errorName(result.reason) })
    }
  }
}
