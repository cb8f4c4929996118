import type { z } from 'zod'
import type { ServiceHistory } from '../../shared/contract/pricing.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { StaffActor } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { DEFAULT_CLIENT, type TermsChoice } from './terms.ts'
import { termsView } from './terms-view.ts'

const ENTRIES_MAX = 200

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
    {
      sql: `SELECT t.number, t.client_id, t.valid_from, t.billed_by, t.rule, t.currency, t.created_at, t.change_id, a.actor
            FROM service_terms t LEFT JOIN audit_log a ON a.agency_id = t.agency_id AND a.id = t.change_id
            WHERE t.agency_id = ? AND t.client_id IN (?, '${DEFAULT_CLIENT}') AND t.service = ?
            ORDER BY t.number DESC LIMIT ${ENTRIES_MAX}`,
      args: [agencyId, clientId, service],
    },
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  const found = (rows?.rows ?? []).map((row) => ({
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
  const holding = holdsAt(found, ctx.now().getTime())
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
