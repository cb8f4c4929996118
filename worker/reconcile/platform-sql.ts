import type { Statement } from '../db/client.ts'

/** Days are UTC, since the epoch, both counted in. */
export interface Span {
  readonly from: bigint
  readonly to: bigint
}

/** Lines whose usage has a wallet transaction. */
const TOLD = `EXISTS (SELECT 1 FROM wallet_transaction t WHERE t.agency_id = l.agency_id AND t.event_day = l.day
  AND t.event_id = coalesce(l.corrects, l.id) AND t.state = 'matched')`
const NAMED = `EXISTS (SELECT 1 FROM reconcile_exception x WHERE x.agency_id = l.agency_id
  AND x.kind = 'no_transaction' AND x.subject = coalesce(l.corrects, l.id) AND x.resolved_at IS NULL)`

/** Our side: cost per day and service, and how much of it the platform has not told of (waiting, or named). */
export const ledgerSide = (agencyId: string, system: string, { from, to }: Span): Statement => ({
  sql: `SELECT day, service, currency, sum(cost) AS ledger, sum(CASE WHEN told THEN 0 WHEN named THEN 0 ELSE cost END) AS waiting,
          sum(CASE WHEN NOT told AND named THEN cost ELSE 0 END) AS named
        FROM (SELECT l.day, l.service, l.cost_currency AS currency, l.cost, ${TOLD} AS told, ${NAMED} AS named
              FROM usage_event l WHERE l.agency_id = ? AND l.day BETWEEN ? AND ? AND l.source = ?
                AND l.service NOT LIKE 'custom.%')
        GROUP BY day, service, currency`,
  args: [agencyId, from, to, system],
})

/** The platform's side of what found its usage, on the usage's day. */
export const walletSide = (agencyId: string, system: string, { from, to }: Span): Statement => ({
  sql: `SELECT e.day, e.service, t.currency, sum(t.cost) AS wallet
        FROM wallet_transaction t INDEXED BY wallet_transaction_by_event
        JOIN usage_event e ON e.agency_id = t.agency_id AND e.day = t.event_day AND e.source = t.system AND e.id = t.event_id
        WHERE t.agency_id = ? AND t.event_day BETWEEN ? AND ? AND t.system = ? AND t.state = 'matched'
        GROUP BY e.day, e.service, t.currency`,
  args: [agencyId, from, to, system],
})

/** The platform's side of what found none, on the day it settled. */
export const strangerSide = (agencyId: string, system: string, { from, to }: Span): Statement => ({
  sql: `SELECT t.day, t.currency, sum(t.cost) AS wallet,
          sum(CASE WHEN x.subject IS NULL THEN t.cost ELSE 0 END) AS waiting
        FROM wallet_transaction t LEFT JOIN reconcile_exception x
          ON x.agency_id = t.agency_id AND x.kind = coalesce(t.reason, 'no_event') AND x.subject = t.id
        WHERE t.agency_id = ? AND t.day BETWEEN ? AND ? AND t.system = ? AND t.state <> 'matched'
        GROUP BY t.day, t.currency`,
  args: [agencyId, from, to, system],
})

export const openExceptions = (agencyId: string, { from, to }: Span, most: number): Statement => ({
  sql: `SELECT kind, subject, day, service, client_id, amount, currency FROM reconcile_exception
        WHERE agency_id = ? AND day BETWEEN ? AND ? AND resolved_at IS NULL ORDER BY day, kind, subject LIMIT ?`,
  args: [agencyId, from, to, BigInt(most)],
})

/** Each settled charge beside what Stripe moved for it; one side may be missing. */
export const charges = (agencyId: string, { from, to }: Span): Statement => ({
  sql: `WITH told AS (
          SELECT charge_id, currency, sum(amount - fee) AS net FROM provider_transaction
          WHERE agency_id = ?1 AND charge_id IS NOT NULL AND kind IN ('charge', 'payment') GROUP BY charge_id, currency)
        SELECT c.id, c.client_id, c.currency, c.amount - coalesce(c.fee, 0) AS net, t.net AS stripe,
          t.currency AS stripe_currency, c.settled_at, c.fee_is_estimate AS estimate,
          EXISTS (SELECT 1 FROM journal j WHERE j.number = c.journal AND j.agency_id = c.agency_id
                  AND j.reference = c.id) AS booked
        FROM charge c LEFT JOIN told t ON t.charge_id = c.id
        WHERE c.agency_id = ?1 AND c.provider = 'stripe' AND c.state = 'succeeded'
          AND c.settled_at >= ?2 AND c.settled_at < ?3
        ORDER BY c.id LIMIT 10000`,
  args: [agencyId, from * 86_400_000n, (to + 1n) * 86_400_000n],
})

/**
 * Each refund and dispute of the books beside what Stripe moved for it, by the name both give it; one side may be missing.
 * `ledger` and `stripe` are what left the balance, its fee included: 0 or less, 0 = it came back.
 */
export const reversals = (agencyId: string, { from, to }: Span): Statement => ({
  sql: `WITH told AS (
          SELECT source, charge_id, currency, sum(amount - fee) AS net, max(at) AS at FROM provider_transaction
          WHERE agency_id = ?1 AND charge_id IS NOT NULL AND source IS NOT NULL
            AND kind NOT IN ('charge', 'payment', 'payout') GROUP BY source, charge_id, currency),
        both AS (
          SELECT r.ref, r.charge_id, r.what, -(r.amount + r.fee) AS ledger, t.net AS stripe, t.currency AS stripe_currency,
            max(r.updated_at, coalesce(t.at, 0)) AS at
          FROM charge_reversal r LEFT JOIN told t ON t.source = r.ref WHERE r.agency_id = ?1
          UNION ALL
          SELECT t.source, t.charge_id, NULL, NULL, t.net, t.currency, t.at FROM told t
          WHERE NOT EXISTS (SELECT 1 FROM charge_reversal r WHERE r.agency_id = ?1 AND r.ref = t.source))
        SELECT b.*, c.client_id, c.currency FROM both b
        JOIN charge c ON c.agency_id = ?1 AND c.id = b.charge_id AND c.provider = 'stripe'
        WHERE b.at >= ?2 AND b.at < ?3 ORDER BY b.ref LIMIT 10000`,
  args: [agencyId, from * 86_400_000n, (to + 1n) * 86_400_000n],
})

/** All that ever went through: the clearing account of the books beside Stripe's balance, without payouts. */
export const clearing = (agencyId: string): Statement => ({
  sql: `SELECT currency, sum(ledger) AS ledger, sum(stripe) AS stripe FROM (
          SELECT currency, balance AS ledger, 0 AS stripe FROM account_balance
          WHERE agency_id = ?1 AND account = 'stripe:clearing'
          UNION ALL SELECT currency, 0, amount - fee FROM provider_transaction
          WHERE agency_id = ?1 AND kind <> 'payout')
        GROUP BY currency ORDER BY currency`,
  args: [agencyId],
})
