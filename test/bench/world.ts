/** Who the bench is about: one agency, 1,000 clients, four services under the agency's default terms. */
import { createHash } from 'node:crypto'
import { seedAgency } from '../../dev/seed.ts'
import type { Database } from '../../worker/db/client.ts'

export const AGENCY = 'bench'
export const CLIENTS = 1_000
/** Services that HighLevel's webhooks and the shipped cost book know. */
export const SERVICES = ['sms.outbound', 'sms.inbound', 'call.outbound', 'email.outbound'] as const

export const clientId = (n: number) => `client${String(n % CLIENTS).padStart(5, '0')}`
export const locationId = (n: number) => `benchLocation${String(n % CLIENTS).padStart(5, '0')}`

/** Source keys by the days their ids are looked back for. Made here, good for nothing elsewhere. */
export const SOURCES = {
  none: { source: 'bench-none', repeatWindowDays: 0, key: ['rlk', 'fake', 'bench', 'none'].join('_') },
  three: { source: 'bench-three', repeatWindowDays: 3, key: ['rlk', 'fake', 'bench', 'three'].join('_') },
} as const
export type SourceName = keyof typeof SOURCES

/** Fills a migrated database; every database of the bench begins with the same rows. Set-based: a seed of 1,000 clients one by one takes longer than a round. */
export async function seedWorld(db: Database): Promise<void> {
  const from = BigInt(Date.parse('2026-01-01T00:00:00Z'))
  await seedAgency(db, { id: AGENCY, company: 'benchCompany' }, new Date(Number(from)))
  const clients = JSON.stringify(Array.from({ length: CLIENTS }, (_, n) => [clientId(n), locationId(n)]))
  const rule = JSON.stringify({ kind: 'multiplier', multiplier: '1.5' })
  await db.writeBatch([
    {
      sql: `INSERT INTO client (agency_id, id, name, currency, billing_mode, has_account_admin, phone_system, payment_state, suspended, created_at)
            SELECT ?, value ->> 0, 'Client ' || (value ->> 0), 'USD', 'prepaid', 1, 'lc', 'ok', 0, ? FROM json_each(?)`,
      args: [AGENCY, from, clients],
    },
    {
      sql: `INSERT INTO billing_mode (agency_id, client_id, valid_from, mode)
            SELECT ?, value ->> 0, ?, 'prepaid' FROM json_each(?)`,
      args: [AGENCY, from, clients],
    },
    {
      sql: `INSERT INTO directory (system, external_id, agency_id, client_id)
            SELECT 'highlevel', value ->> 1, ?, value ->> 0 FROM json_each(?)`,
      args: [AGENCY, clients],
    },
    ...SERVICES.map((service) => ({
      sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
            VALUES (?, '*', ?, ?, 'ledger', ?, 'USD', ?)`,
      args: [AGENCY, service, from, rule, from],
    })),
    ...Object.values(SOURCES).map(({ source, repeatWindowDays, key }) => ({
      sql: `INSERT INTO source_key (hash, agency_id, source, label, repeat_window_days, created_at, revoked_at)
            VALUES (?, ?, ?, 'bench', ?, 0, NULL)`,
      args: [
        new Uint8Array(createHash('sha256').update(key).digest()),
        AGENCY,
        source,
        BigInt(repeatWindowDays),
      ],
    })),
    { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [AGENCY] },
  ])
}
