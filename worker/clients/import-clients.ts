import { auditStatement } from '../audit/audit.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { type Location, listLocations } from '../crm/highlevel/locations.ts'
import { Refusal } from '../http/problem.ts'
import { forgetTerms } from '../pricing/load-terms.ts'

export interface Imported {
  readonly found: number
  readonly added: number
}

/**
 * Brings HighLevel's sub-accounts in as clients: new ones are added (prepaid, absorbed by the agency until somebody
 * switches a service on, also where the agency has a default), names and the account-admin mark are renewed, nobody is removed. Safe to repeat.
 * @throws Refusal not_configured, upstream_failed
 */
export async function importClients(ctx: Context, actor: StaffActor): Promise<Imported> {
  const companyId = await companyOf(ctx, actor.agencyId)
  const locations = await listLocations(ctx, companyId)
  if (locations === 'notConnected') {
    throw new Refusal('not_configured', 'This deployment has no HIGHLEVEL_TOKEN. See docs/operating.md.')
  }
  if (typeof locations === 'string') {
    throw new Refusal(
      'upstream_failed',
      'HighLevel did not list the sub-accounts. Nothing was changed; try again in a minute.',
    )
  }
  const added = await write(ctx, actor, locations)
  forgetTerms(actor.agencyId)
  return { found: locations.length, added }
}

async function companyOf(ctx: Pick<Context, 'db'>, agencyId: string): Promise<string> {
  const [found] = await ctx.db.readBatch([
    {
      sql: "SELECT external_id FROM directory WHERE agency_id = ? AND client_id IS NULL AND system = 'highlevel'",
      args: [agencyId],
    },
  ])
  const id = found?.rows[0]?.['external_id']
  if (typeof id === 'string') return id
  throw new Refusal(
    'not_configured',
    'This agency is not connected to a HighLevel company. See docs/operating.md.',
  )
}

/** A location that another agency of this database has claimed stays theirs. */
async function write(ctx: Context, actor: StaffActor, locations: readonly Location[]): Promise<number> {
  const { agencyId } = actor
  const json = JSON.stringify(
    locations.map(({ id, name, hasAdmin }) => [id, name.slice(0, 200), hasAdmin ? 1 : 0]),
  )
  const at = BigInt(ctx.now().getTime())
  const free = `NOT EXISTS (SELECT 1 FROM directory d WHERE d.system = 'highlevel' AND d.external_id = j.value ->> 0 AND d.agency_id <> ?1)`
  const [clients] = await ctx.db.writeBatch([
    {
      sql: `INSERT INTO client (agency_id, id, name, currency, billing_mode, has_account_admin, phone_system, payment_state, suspended, created_at)
            SELECT ?1, j.value ->> 0, j.value ->> 1, a.currency, 'prepaid', j.value ->> 2, NULL, 'ok', 0, ?2
            FROM json_each(?3) j JOIN agency a ON a.id = ?1 WHERE ${free}
              AND NOT EXISTS (SELECT 1 FROM client c WHERE c.agency_id = ?1 AND c.id = j.value ->> 0)
            RETURNING id`,
      args: [agencyId, at, json],
    },
    {
      // HL-14: a default bills nobody who has no payment method yet, so new ones are absorbed until staff switch them on.
      sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
            SELECT ?1, c.id, d.service, ?2, 'agency', NULL, c.currency, ?2
            FROM json_each(?3) j JOIN client c ON c.agency_id = ?1 AND c.id = j.value ->> 0 AND c.created_at = ?2
            JOIN (SELECT DISTINCT service FROM service_terms WHERE agency_id = ?1 AND client_id = '*') d
            WHERE NOT EXISTS (SELECT 1 FROM service_terms o WHERE o.agency_id = ?1 AND o.client_id = c.id)`,
      args: [agencyId, at, json],
    },
    {
      sql: `UPDATE client SET name = j.value ->> 1, has_account_admin = j.value ->> 2
            FROM json_each(?2) j WHERE client.agency_id = ?1 AND client.id = j.value ->> 0`,
      args: [agencyId, json],
    },
    {
      sql: `INSERT INTO directory (system, external_id, agency_id, client_id)
            SELECT 'highlevel', j.value ->> 0, ?1, j.value ->> 0 FROM json_each(?2) j WHERE ${free} ON CONFLICT DO NOTHING`,
      args: [agencyId, json],
    },
    { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'clients.imported',
      clientId: null,
      subject: 'highlevel',
      before: null,
      after: { found: locations.length },
    }),
  ])
  return clients?.rows.length ?? 0
}
