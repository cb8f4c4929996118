import type { Row } from '@libsql/client/http'
import { readDetail } from './detail.ts'
import { type Alert, AlertKind } from './kinds.ts'

/** Columns that `alertOf` reads, of ALERT_ROWS. */
export const ALERT_COLUMNS = `a.id, a.client_id, coalesce(c.name, g.name) AS client_name, a.kind, a.subject, a.change, a.at, a.detail`

/** Alerts with whom they are about: a client, or the agency itself. */
export const ALERT_ROWS = `alert a JOIN agency g ON g.id = a.agency_id
            LEFT JOIN client c ON c.agency_id = a.agency_id AND c.id = a.client_id`

export const alertOf = (row: Row): Alert => ({
  id: row['id'] as string,
  client: { id: row['client_id'] as string, name: row['client_name'] as string },
  kind: AlertKind.parse(row['kind']),
  subject: row['subject'] === '' ? null : (row['subject'] as string),
  change: row['change'] === 'fired' ? 'fired' : 'recovered',
  at: new Date(Number(row['at'])),
  detail: readDetail(row['detail'] as string),
})
