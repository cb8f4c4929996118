/** Puts agencies and clients into a database as an installation does: for the demo and for tests. */
import { FEE_RULES, feeRuleById } from '../shared/fees/table.ts'
import type { PriceRule } from '../shared/rating/rule.ts'
import type { Database, Statement } from '../worker/db/client.ts'

export interface SeedAgency {
  readonly id: string
  readonly name?: string
  readonly plan?: 'starter' | 'unlimited' | 'pro'
  readonly currency?: string
  readonly timeZone?: string
  readonly feeRuleId?: string
  /** HighLevel's companyId. */
  readonly company?: string
}

export interface SeedClient {
  readonly id: string
  readonly name?: string
  readonly currency?: string
  readonly billingMode?: 'prepaid' | 'onDemand' | 'postpaid' | 'partner'
  readonly hasAccountAdmin?: boolean | null
  readonly phoneSystem?: 'lc' | 'twilio' | null
  /** Known to HighLevel by this locationId; none = not connected. */
  readonly location?: string
  readonly reload?: { threshold: bigint; amount: bigint }
  readonly payment?: {
    customerId: string
    methodId: string
    kind?: string
    label?: string
    fingerprint?: string
  }
  readonly services?: Readonly<Record<string, { billedBy: 'crm' | 'ledger'; rule: PriceRule }>>
}

/** @param at when the installation happened: the start of every dated row */
export async function seedAgency(db: Database, agency: SeedAgency, at: Date): Promise<void> {
  const statements: Statement[] = [
    {
      sql: `INSERT INTO agency (id, name, plan, currency, time_zone, fee_rule_id, multiplier_cap_ppm, price_version, created_at)
            VALUES (?, ?, ?, ?, ?, ?, NULL, 1, ?)`,
      args: [
        agency.id,
        agency.name ?? `Agency ${agency.id}`,
        agency.plan ?? 'pro',
        agency.currency ?? 'USD',
        agency.timeZone ?? 'UTC',
        knownFeeRule(agency.feeRuleId ?? FEE_RULES.usCard.id),
        BigInt(at.getTime()),
      ],
    },
  ]
  if (agency.company !== undefined) statements.push(directory(agency.company, agency.id, null))
  await db.writeBatch(statements)
}

export async function seedClient(
  db: Database,
  agencyId: string,
  client: SeedClient,
  at: Date,
): Promise<void> {
  const from = BigInt(at.getTime())
  const mode = client.billingMode ?? 'prepaid'
  const bit = (value: boolean | null) => (value === null ? null : value ? 1n : 0n)
  const statements: Statement[] = [
    {
      sql: `INSERT INTO client (agency_id, id, name, currency, billing_mode, has_account_admin, phone_system, payment_state, suspended, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'ok', 0, ?)`,
      args: [
        agencyId,
        client.id,
        client.name ?? `Client ${client.id}`,
        client.currency ?? 'USD',
        mode,
        bit(client.hasAccountAdmin === undefined ? true : client.hasAccountAdmin),
        client.phoneSystem === undefined ? 'lc' : client.phoneSystem,
        from,
      ],
    },
    {
      sql: 'INSERT INTO billing_mode (agency_id, client_id, valid_from, mode) VALUES (?, ?, ?, ?)',
      args: [agencyId, client.id, from, mode],
    },
  ]
  if (client.location !== undefined) statements.push(directory(client.location, agencyId, client.id))
  if (client.reload !== undefined) {
    statements.push({
      sql: `INSERT INTO reload_settings (agency_id, client_id, enabled, threshold, amount, charge_cap, month_cap)
            VALUES (?, ?, 1, ?, ?, NULL, NULL)`,
      args: [agencyId, client.id, client.reload.threshold, client.reload.amount],
    })
  }
  if (client.payment !== undefined) {
    const {
      customerId,
      methodId,
      kind = 'card',
      label = 'Visa ···· 4242',
      fingerprint = null,
    } = client.payment
    statements.push({
      sql: `INSERT INTO payment_customer (agency_id, client_id, provider, account, customer_id, method_id, method_kind, method_label, fingerprint, updated_at)
            VALUES (?, ?, 'stripe', '', ?, ?, ?, ?, ?, ?)`,
      args: [agencyId, client.id, customerId, methodId, kind, label, fingerprint, from],
    })
  }
  for (const [service, { billedBy, rule }] of Object.entries(client.services ?? {})) {
    statements.push({
      sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        agencyId,
        client.id,
        service,
        from,
        billedBy,
        JSON.stringify(rule),
        client.currency ?? 'USD',
        from,
      ],
    })
  }
  statements.push({
    sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?',
    args: [agencyId],
  })
  await db.writeBatch(statements)
}

/** An unknown id would quietly make every margin that of a US card. @throws RangeError */
function knownFeeRule(id: string): string {
  if (feeRuleById(id) === undefined) throw new RangeError(`there is no fee rule ${id}`)
  return id
}

const directory = (externalId: string, agencyId: string, clientId: string | null): Statement => ({
  sql: `INSERT INTO directory (system, external_id, agency_id, client_id) VALUES ('highlevel', ?, ?, ?)`,
  args: [externalId, agencyId, clientId],
})
