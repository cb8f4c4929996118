import type { z } from 'zod'
import { serviceById } from '../../shared/catalogue/service.ts'
import type { DefaultTerms } from '../../shared/contract/pricing.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { type Floors, floorFor, readFloors } from './floors.ts'
import { forgetTerms, loadTerms } from './load-terms.ts'
import { floorView } from './set-floor.ts'
import {
  type AgencyTerms,
  DEFAULT_CLIENT,
  type DatedTerms,
  capFor,
  newestAt,
  termsKey,
  whoBills,
} from './terms.ts'
import { termsView } from './terms-view.ts'

export type DefaultView = z.infer<typeof DefaultTerms>

/** The default of a service as of one moment, with what is needed to change it. */
export interface DefaultRead {
  readonly terms: AgencyTerms
  readonly floors: Floors
  readonly version: bigint
  readonly following: number
  readonly own: number
}

/** The agency's default terms of a service: what a client without terms of its own falls under. */
export async function getDefault(ctx: Context, actor: StaffActor, service: string): Promise<DefaultView> {
  const read = await readDefault(ctx, actor.agencyId, service)
  return defaultView(service, read, ctx.now())
}

/** SQL of how many clients of an agency have terms of their own for a service at an instant (ms). */
export const ownSql = (agency: string, service: string, at: string): string =>
  `(SELECT count(*) FROM (
     SELECT billed_by, row_number() OVER (PARTITION BY client_id ORDER BY valid_from DESC, number DESC) AS age
     FROM service_terms WHERE agency_id = ${agency} AND service = ${service} AND client_id <> '${DEFAULT_CLIENT}'
       AND valid_from <= ${at})
    WHERE age = 1 AND billed_by <> 'default')`

export async function readDefault(ctx: Context, agencyId: string, service: string): Promise<DefaultRead> {
  const floors = await readFloors(ctx, agencyId)
  // Terms that an isolate keeps may be old: what is shown beside a version must be of that version.
  forgetTerms(agencyId)
  const terms = await loadTerms(ctx, agencyId, [])
  const [counts] = await ctx.db.readBatch([
    {
      sql: `SELECT
              (SELECT coalesce(max(number), 0) FROM service_terms
               WHERE agency_id = ?1 AND client_id = '${DEFAULT_CLIENT}' AND service = ?2) AS version,
              (SELECT count(*) FROM client WHERE agency_id = ?1) AS clients,
              ${ownSql('?1', '?2', '?3')} AS own`,
      args: [agencyId, service, BigInt(ctx.now().getTime())],
    },
  ])
  const row = counts?.rows[0]
  const own = Number(row?.['own'] ?? 0n)
  return {
    terms,
    floors,
    version: (row?.['version'] ?? 0n) as bigint,
    own,
    following: Number(row?.['clients'] ?? 0n) - own,
  }
}

/** The row of the default that holds at `at`. */
export const defaultRow = (terms: AgencyTerms, service: string, at: Date): DatedTerms | undefined =>
  newestAt(terms.terms.get(termsKey(DEFAULT_CLIENT, service)), at.getTime())

export function defaultView(
  service: string,
  read: DefaultRead,
  at: Date,
  row = defaultRow(read.terms, service, at),
): DefaultView {
  const { terms, floors, following, own, version } = read
  const known = serviceById(service)
  const billedBy = whoBills(row)
  const cap = capFor(terms, billedBy === 'crm' ? 'crm' : 'ledger')
  const floor = floorFor(floors, service)
  return {
    service,
    label: known?.label ?? service,
    unit: known?.unit ?? 'unit',
    ...termsView(
      billedBy,
      billedBy === 'agency' ? null : (row?.rule ?? null),
      row?.currency ?? terms.currency,
    ),
    multiplierCap: cap === null ? null : formatMultiplier(cap),
    floor: floor === null ? null : floorView(floor),
    following,
    own,
    version: Number(version),
  }
}
