import type { Statement } from '../db/client.ts'

/** A cap '*' counts the spend on all services of a client. */
export const ALL_SERVICES = '*'

/**
 * What a client spent on a service in the running local month: what our ledger billed, kept sums and live tail together.
 * One row: `spent`.
 */
export function spentStatement(
  agencyId: string,
  clientId: string,
  service: string,
  month: { firstDay: bigint; lastDay: bigint; startMs: bigint; endMs: bigint },
): Statement {
  return {
    sql: `SELECT
            (SELECT coalesce(sum(price), 0) FROM day_sum
             WHERE agency_id = ?1 AND day BETWEEN ?4 AND ?5 AND client_id = ?2 AND billed_by = 'ledger'
               AND (?3 = '${ALL_SERVICES}' OR service = ?3))
            + (SELECT coalesce(sum(price), 0) FROM usage_event NOT INDEXED
               WHERE seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND agency_id = ?1 AND client_id = ?2
                 AND billed_by = 'ledger' AND occurred_at >= ?6 AND occurred_at < ?7
                 AND (?3 = '${ALL_SERVICES}' OR service = ?3)) AS spent`,
    args: [agencyId, clientId, service, month.firstDay, month.lastDay, month.startMs, month.endMs],
  }
}
