import type { Context } from '../context.ts'
import { accountTakesCharges } from './agency-account.ts'

const REOPENED_MAX = 50n

/**
 * An invoice whose payment was declined stays open at the provider: once the client's rest is over (backoff.ts), or it has
 * another method, the same invoice is tried again under a new key. Void ones are not.
 */
export async function reopenInvoices(ctx: Pick<Context, 'db' | 'now' | 'settings'>): Promise<void> {
  const now = BigInt(ctx.now().getTime())
  await ctx.db.writeBatch([
    {
      sql: `UPDATE charge SET state = 'prepared', provider_ref = NULL, next_try_at = :now, settled_at = NULL, first_sent_at = NULL,
              idempotency_key = 'invoice:' || id || ':' || (sends + 1),
              method_id = (SELECT p.method_id FROM payment_customer p WHERE p.agency_id = charge.agency_id
                AND p.client_id = charge.client_id AND p.provider = charge.provider)
            WHERE (agency_id, id) IN (
              SELECT o.agency_id, o.id FROM charge o
              JOIN client c ON c.agency_id = o.agency_id AND c.id = o.client_id AND c.suspended = 0
              JOIN payment_customer p ON p.agency_id = o.agency_id AND p.client_id = o.client_id AND p.provider = o.provider
                AND p.account = o.account AND p.customer_id = o.customer_id AND p.method_id IS NOT NULL
                AND ${accountTakesCharges(ctx.settings)}
              WHERE o.purpose = 'invoice' AND o.state NOT IN ('succeeded', 'canceled') AND o.state = 'failed'
                AND NOT EXISTS (
                SELECT 1 FROM reload_pause z WHERE z.agency_id = o.agency_id AND z.client_id = o.client_id
                  AND (z.until IS NULL OR z.until > :now))
              LIMIT :limit)`,
      args: { now, limit: REOPENED_MAX },
    },
  ])
}
