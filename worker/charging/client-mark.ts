import type { Statement } from '../db/client.ts'
import type { ChargeRow } from './charge-row.ts'

/** What the last charge left behind, where staff see it. */
export function clientMark(row: ChargeRow, state: 'ok' | 'failed' | 'actionRequired'): Statement {
  return {
    sql: 'UPDATE client SET payment_state = ? WHERE agency_id = ? AND id = ?',
    args: [state, row.agencyId, row.clientId],
  }
}
