import type { Statement } from '../db/client.ts'
import type { ChargeRow } from './charge-row.ts'

/** What a charge left behind, where staff see it. */
export function clientMark(row: ChargeRow, state: 'ok' | 'failed' | 'actionRequired'): Statement {
  return {
    sql: 'UPDATE client SET payment_state = ? WHERE agency_id = ? AND id = ?',
    args: [state, row.agencyId, row.clientId],
  }
}

/** A dispute no longer decides: the mark is again what the last charge left behind. */
export function markByLastCharge({ agencyId, clientId }: { agencyId: string; clientId: string }): Statement {
  return {
    sql: `UPDATE client SET payment_state = CASE
            WHEN EXISTS (SELECT 1 FROM charge w WHERE w.agency_id = ?1 AND w.client_id = ?2
              AND w.state = 'actionRequired') THEN 'actionRequired'
            WHEN (SELECT l.state FROM charge l WHERE l.agency_id = ?1 AND l.client_id = ?2 AND l.settled_at IS NOT NULL
              ORDER BY l.settled_at DESC, l.created_at DESC LIMIT 1) IN ('failed', 'canceled') THEN 'failed'
            ELSE 'ok' END
          WHERE agency_id = ?1 AND id = ?2`,
    args: [agencyId, clientId],
  }
}
