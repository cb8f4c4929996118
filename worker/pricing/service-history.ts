import type { Row } from '@libsql/client/http'
import type { z } from 'zod'
import type { ServiceHistory } from '../../shared/contract/pricing.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { StaffActor } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { DEFAULT_CLIENT, type TermsChoice } from './terms.ts'
import { termsView } from './terms-view.ts'

const ENTRIES_MAX = 200

/** The newest 200 defaults of an agency for a service, newest first; empty where it never set one. */
export async function defaultHistory(
  ctx: Context,
  { agencyId }: StaffActor,
  service: string,
): Promise<z.infer<typeof ServiceHistory>> {
  const [rows] = await ctx.db.readBatch([termsRows(agencyId, DEFAULT_CLIENT, service)])
  return historyOf(rows?.rows ?? [], ctx.now())
}

/**
 * The newest 200 terms of a service of a client, newest first, with the agency's defaults between them.
 * @throws Refusal `not_found` for another agency's client as for none
 */
export async function serviceHistory(
  ctx: Context,
  { agencyId }: StaffActor,
  clientId: string,
  service: string,
): Promise<z.infer<typeof ServiceHistory>> {
  const [client, rows] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
    termsRows(agencyId, clientId, service),
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  return historyOf(rows?.rows ?? [], ctx.now())
}

/** The newest rows of a client and of the agency's default, with who changed them. */
const termsRows = (agencyId: string, clientId: string, service: string): Statement => ({
  sql: `SELECT t.number, t.client_id, t.valid_from, t.billed_by, t.rule, t.currency, t.created_at, t.change_id, a.actor
        FROM service_terms t LEFT JOIN audit_log a ON a.agency_id = t.agency_id AND a.id = t.change_id
        WHERE t.agency_id = ? AND t.client_id IN (?, '${DEFAULT_CLIENT}') AND t.service = ?
        ORDER BY t.number DESC LIMIT ${ENTRIES_MAX}`,
  args: [agencyId, clientId, service],
})

function historyOf(rows: readonly Row[], now: Date): z.infer<typeof ServiceHistory> {
  const found = rows.map((row) => ({
    version: Number(row['number']),
    of: row['client_id'] === DEFAULT_CLIENT ? ('default' as const) : ('client' as const),
    validFrom: Number(row['valid_from']),
    createdAt: Number(row['created_at']),
    billedBy: row['billed_by'] as TermsChoice,
    rule: row['rule'] === null ? null : (JSON.parse(row['rule'] as string) as PriceRule),
    currency: row['currency'] as string,
    actor: row['actor'] as string | null,
    auditId: row['change_id'] as string | null,
  }))
  const holding = holdsAt(found, now.getTime())
  return {
    entries: found.map(({ billedBy, rule, currency, validFrom, createdAt, ...entry }) => ({
      ...termsView(billedBy, rule, currency),
      ...entry,
      validFrom: new Date(validFrom).toISOString(),
      createdAt: new Date(createdAt).toISOString(),
      holds: entry.version === holding,
    })),
  }
}

/** Version of the terms that count at `at`: as `agreedAt`, over rows. */
function holdsAt(
  rows: readonly { version: number; of: 'client' | 'default'; validFrom: number; billedBy: TermsChoice }[],
  at: number,
): number | undefined {
  const newest = (of: 'client' | 'default') =>
    rows
      .filter((row) => row.of === of && row.validFrom <= at)
      .sort((a, b) => b.validFrom - a.validFrom || b.version - a.version)[0]
  const own = newest('client')
  return (own === undefined || own.billedBy === 'default' ? newest('default') : own)?.version
}
