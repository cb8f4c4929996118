import type { Row } from '@libsql/client/http'
import { readDetail } from './detail.ts'
import { type Alert, AlertKind } from './kinds.ts'

/** Columns that `alertOf` reads, of `alert a` and `client c`. */
export const ALERT_COLUMNS = `a.id, a.client_id, c.name AS client_name, a.kind, a.subject, a.change, a.at, a.detail`

export const alertOf = (row: Row): Alert => ({
  id: row['id'] as string,
  client: { id: row['client_id'] as string, name: row['client_name'] as string },
  kind: AlertKind.parse(row['kind']),
  subject: row['subject'] === '' ? null : (row['subject'] as string),
  change: row['change'] === 'fired' ? 'fired' : 'recovered',
  at: new Date(Number(row['at'])),
  detail: readDetail(row['detail'] as string),
})
