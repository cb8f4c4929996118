import type { InValue } from '@libsql/client/http'
import type { Statement } from '../db/client.ts'
import type { Spans } from './span.ts'

/** Which clients: by id, or the next of all in the order of their ids. */
export type Selection = { ids: readonly string[] } | { after: string; limit: number }

/**
 * The reads of an overview, for one `readBatch`; `figuresOf` reads the answers. Their cost depends on the number of
 * clients chosen and on the minute or so of usage that is not sealed yet, not on how many events there are.
 */
export function clientStatements(
  agencyId: string,
  selection: Selection,
  { spans, nowMs }: { spans: Spans; nowMs: bigint },
): Statement[] {
  const page = pageOf(agencyId, selection)
  const withPage = (sql: string, args: InValue[]): Statement => ({
    sql: `${page.sql} ${sql}`,
    args: [...page.args, ...args],
  })
  return [
    { sql: 'SELECT price_version, fee_rule_id FROM agency WHERE id = ?', args: [agencyId] },
    withPage(CLIENTS, [agencyId]),
    withPage(
      `SELECT client_id, currency, cost_currency, cost, price, events FROM month_sum
       WHERE agency_id = ? AND month = ? AND client_id IN page`,
      [agencyId, spans.month],
    ),
    withPage(
      `SELECT client_id, currency, sum(price) AS burn FROM day_sum
       WHERE agency_id = ? AND day IN (SELECT value FROM json_each(?)) AND client_id IN page AND billed_by = 'ledger'
       GROUP BY client_id, currency`,
      [agencyId, JSON.stringify(spans.burnDays)],
    ),
    withPage(TAIL, [spans.monthStartMs, spans.monthEndMs, spans.burnStartMs, spans.burnEndMs, agencyId]),
    withPage(
      `SELECT client_id, service, billed_by FROM (
         SELECT client_id, service, billed_by,
                row_number() OVER (PARTITION BY client_id, service ORDER BY valid_from DESC, number DESC) AS age
         FROM service_terms WHERE agency_id = ? AND client_id IN page AND valid_from <= ?)
       WHERE age = 1 AND billed_by <> 'default'`,
      [agencyId, nowMs],
    ),
  ]
}

function pageOf(agencyId: string, selection: Selection): { sql: string; args: InValue[] } {
  if ('ids' in selection) {
    return {
      sql: 'WITH page AS (SELECT id FROM client WHERE agency_id = ? AND id IN (SELECT value FROM json_each(?)))',
      args: [agencyId, JSON.stringify(selection.ids)],
    }
  }
  return {
    sql: 'WITH page AS (SELECT id FROM client WHERE agency_id = ? AND id > ? ORDER BY id LIMIT ?)',
    args: [agencyId, selection.after, BigInt(selection.limit)],
  }
}

const balanceOf = (account: string) =>
  `coalesce((SELECT balance FROM client_balance AS b WHERE b.agency_id = c.agency_id AND b.client_id = c.id
             AND b.account = '${account}' AND b.currency = c.currency), 0) AS ${account}`

const CLIENTS = `
  SELECT c.id, c.name, c.currency, c.billing_mode, c.has_account_admin, c.phone_system, c.payment_state, c.suspended,
         r.enabled, r.threshold, r.amount, p.method_id, p.method_kind, p.method_label,
         EXISTS (SELECT 1 FROM payment_customer AS m WHERE m.agency_id = c.agency_id AND m.client_id = c.id
                 AND m.provider = 'manual') AS pays_outside,
         EXISTS (SELECT 1 FROM charge AS g WHERE g.agency_id = c.agency_id AND g.client_id = c.id
                 AND g.purpose = 'reload' AND g.state IN ('prepared', 'sent', 'processing')) AS reloading,
         ${balanceOf('wallets')}, ${balanceOf('receivables')}
  FROM client AS c
  LEFT JOIN reload_settings AS r ON r.agency_id = c.agency_id AND r.client_id = c.id
  LEFT JOIN payment_customer AS p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.provider = 'stripe'
  WHERE c.agency_id = ? AND c.id IN page ORDER BY c.id`

/**
 * What is not sealed yet, by sequence number alone: NOT INDEXED, or SQLite would take an index of the agency and walk
 * through all it ever booked.
 */
const TAIL = `
  SELECT client_id, currency, cost_currency,
         coalesce(sum(cost) FILTER (WHERE in_month), 0) AS cost,
         coalesce(sum(price) FILTER (WHERE in_month), 0) AS price,
         coalesce(sum(in_month AND kind = 'usage'), 0) AS events,
         coalesce(sum(price) FILTER (WHERE in_burn), 0) AS burn
  FROM (SELECT client_id, currency, cost_currency, cost, price, kind,
               occurred_at >= ? AND occurred_at < ? AS in_month,
               billed_by = 'ledger' AND occurred_at >= ? AND occurred_at < ? AS in_burn
        FROM usage_event NOT INDEXED
        WHERE seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND agency_id = ? AND client_id IN page)
  GROUP BY client_id, currency, cost_currency`
