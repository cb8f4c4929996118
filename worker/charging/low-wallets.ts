import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { errorName } from '../log.ts'
import { settleAfterUsage } from './after-usage.ts'

/**
 * Asks, inside the posting's own batch, which of its clients may have to be charged now: wallets below their threshold,
 * wallets below 0 whose policy is to charge now, and clients on demand who owe something. CROSS JOIN keeps SQLite at the batch's clients: by itself it begins with all
 * of the agency's balances.
 */
export function lowWallets(agencyId: string, clientIds: readonly string[]): Statement {
  return {
    sql: `SELECT r.client_id AS client_id FROM json_each(?2) j
          CROSS JOIN reload_settings r ON r.agency_id = ?1 AND r.client_id = j.value AND r.enabled = 1
          CROSS JOIN client_balance b ON b.agency_id = ?1 AND b.client_id = r.client_id AND b.account = 'wallets'
          WHERE b.balance < r.threshold
          UNION ALL
          SELECT f.client_id FROM json_each(?2) j
          CROSS JOIN funds_policy f ON f.agency_id = ?1 AND f.client_id = j.value AND f.policy = 'chargeNow'
          CROSS JOIN client_balance b ON b.agency_id = ?1 AND b.client_id = f.client_id AND b.account = 'wallets'
          WHERE b.balance < 0
          UNION ALL
          SELECT c.id FROM json_each(?2) j
          CROSS JOIN client c ON c.agency_id = ?1 AND c.id = j.value AND c.billing_mode = 'onDemand'
          CROSS JOIN client_balance b ON b.agency_id = ?1 AND b.client_id = c.id AND b.account = 'receivables'
          WHERE b.balance > 0`,
    args: [agencyId, JSON.stringify(clientIds)],
  }
}

/**
 * Starts what the answer calls for. The usage is booked already: a failure here is logged, never thrown, and the
 * sweep of the next minute finds the same wallets.
 */
export async function settleWallets(
  ctx: Context,
  agencyId: string,
  low: ResultSet | undefined,
): Promise<void> {
  const clientIds = [...new Set((low?.rows ?? []).map((row) => String(row['client_id'])))]
  if (clientIds.length === 0) return
  try {
    await settleAfterUsage(ctx, agencyId, clientIds)
  } catch (error) {
    ctx.log.error('settle_failed', { agencyId, clients: clientIds.length, error: errorName(error) })
  }
}
