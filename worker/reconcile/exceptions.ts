import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { utcDay } from '../ledger/usage-line.ts'

/** How long an estimate waits for its transaction, and a transaction for its usage, before it is named. */
export const PATIENCE_MS = 72 * 3_600_000

/** Exceptions one run names of a kind; the next names the rest. */
const NAMED_MAX = 5_000

/** Usage of services that the platform does not charge for has no transaction to wait for. */
const NOT_CHARGED = "e.service LIKE 'custom.%'"

/**
 * Names what nobody explained in time. `no_transaction`: an estimate without a wallet transaction; `no_event`: a wallet
 * transaction without usage of ours. Naming twice is once; a later match resolves it.
 * @param days how many days back are looked at, beyond the patience
 */
export async function nameExceptions(
  ctx: Context,
  agencyId: string,
  source: string,
  days: number,
): Promise<number> {
  const until = ctx.now().getTime() - PATIENCE_MS
  const results = await ctx.db.writeBatch([
    estimates(ctx, agencyId, source, until, days),
    transactions(ctx, agencyId, source, until),
  ])
  const named = results.reduce((sum, { rowsAffected }) => sum + rowsAffected, 0)
  if (named > 0) ctx.log.warn('reconcile_exceptions', { agencyId, named })
  return named
}

function estimates(ctx: Context, agencyId: string, source: string, until: number, days: number): Statement {
  const last = utcDay(new Date(until))
  return {
    sql: `INSERT INTO reconcile_exception (agency_id, kind, subject, day, service, client_id, amount, currency, found_at, resolved_at)
          SELECT ?1, 'no_transaction', e.id, e.day, e.service, e.client_id, e.cost, e.cost_currency, ?6, NULL
          FROM usage_event e
          WHERE e.agency_id = ?1 AND e.day BETWEEN ?3 AND ?4 AND e.source = ?2 AND e.kind = 'usage'
            AND e.estimated = 1 AND e.occurred_at <= ?5 AND NOT (${NOT_CHARGED})
            AND NOT EXISTS (SELECT 1 FROM wallet_transaction t
                            WHERE t.agency_id = ?1 AND t.event_day = e.day AND t.event_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM usage_event c WHERE c.agency_id = ?1 AND c.day = e.day AND c.source = ?2
                            AND c.id >= e.id || '~' AND c.id < e.id || char(127) AND c.corrects = e.id
                            AND c.estimated = -1)
          LIMIT ${NAMED_MAX} ON CONFLICT DO NOTHING`,
    args: [agencyId, source, BigInt(last - days), BigInt(last), BigInt(until), BigInt(ctx.now().getTime())],
  }
}

function transactions(ctx: Context, agencyId: string, source: string, until: number): Statement {
  return {
    sql: `INSERT INTO reconcile_exception (agency_id, kind, subject, day, service, client_id, amount, currency, found_at, resolved_at)
          SELECT ?1, coalesce(t.reason, 'no_event'), t.id, t.day, NULL, NULL, t.cost, t.currency, ?4, NULL
          FROM wallet_transaction t
          WHERE t.agency_id = ?1 AND t.system = ?2 AND t.state <> 'matched'
            AND (t.state = 'exception' OR t.settled_at <= ?3)
            AND NOT EXISTS (SELECT 1 FROM reconcile_exception x WHERE x.agency_id = ?1 AND x.subject = t.id
                            AND x.kind = coalesce(t.reason, 'no_event'))
          LIMIT ${NAMED_MAX} ON CONFLICT DO NOTHING`,
    args: [agencyId, source, BigInt(until), BigInt(ctx.now().getTime())],
  }
}
