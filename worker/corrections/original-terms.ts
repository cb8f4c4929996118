import type { ResultSet, Row } from '@libsql/client/http'
import { CATALOGUE_COSTS } from '../../shared/catalogue/cost.ts'
import type { BilledBy, BillingMode } from '../../shared/contract/scalars.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { Statement } from '../db/client.ts'
import { type DatedCap, type TermsOfUsage, capFor, fxAt, fxKey } from '../pricing/terms.ts'
import type { StandingUsage } from './standing-usage.ts'

/** What the terms of old usage are read from: append-only rows, so they are still what they were. */
export interface OriginalTerms {
  readonly priceVersion: bigint
  readonly timeZone: string
  of(usage: StandingUsage): TermsOfUsage
}

/** The dated rows that these usages were rated with; read the answers with `originalTermsOf`. */
export function originalTermsStatements(agencyId: string, usages: readonly StandingUsage[]): Statement[] {
  const ids = (column: string) =>
    JSON.stringify(
      [...new Set(usages.map(({ original }) => original[column]))].filter((id) => id !== null),
      plain,
    )
  return [
    {
      sql: 'SELECT time_zone, price_version FROM agency WHERE id = ?',
      args: [agencyId],
    },
    {
      sql: `SELECT number, rule FROM service_terms
            WHERE number IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) AND agency_id = ?`,
      args: [ids('terms_number'), agencyId],
    },
    {
      sql: `SELECT id, unit_cost FROM cost_rate WHERE agency_id = ? AND id IN (SELECT value FROM json_each(?))`,
      args: [agencyId, ids('cost_rate_id')],
    },
    {
      sql: `SELECT id, base, quote, rate FROM fx_rate WHERE agency_id = ? AND id IN (SELECT value FROM json_each(?))`,
      args: [agencyId, ids('fx_rate_id')],
    },
    {
      sql: `SELECT valid_from, after_seq, plan, multiplier_cap_ppm FROM agency_cap
            WHERE agency_id = ? ORDER BY valid_from DESC, number DESC`,
      args: [agencyId],
    },
  ]
}

/** @throws RangeError where the agency is missing */
export function originalTermsOf(results: readonly ResultSet[]): OriginalTerms {
  const [agency, terms, costs, fx, capRows] = results
  const row = agency?.rows[0]
  if (row === undefined) throw new RangeError('the agency of a line exists')
  const rules = new Map(rowsOf(terms).map((one) => [one['number'] as bigint, one['rule'] as string | null]))
  const unitCosts = new Map(rowsOf(costs).map((one) => [String(one['id']), String(one['unit_cost'])]))
  const rates = new Map(rowsOf(fx).map((one) => [String(one['id']), one]))
  const caps = rowsOf(capRows).map(keptCap)
  return {
    priceVersion: row['price_version'] as bigint,
    timeZone: String(row['time_zone']),
    of({ original }) {
      const billedBy = original['billed_by'] as BilledBy
      const number = original['terms_number'] as bigint | null
      const rule = number === null ? null : (rules.get(number) ?? null)
      return {
        billedBy,
        billingMode: original['billing_mode'] as BillingMode,
        currency: String(original['currency']),
        rule: billedBy === 'agency' || rule === null ? null : (JSON.parse(rule) as PriceRule),
        termsNumber: number,
        costRate: costRateOf(original, unitCosts),
        fx: fxOf(original, rates),
        planCapPpm: capFor(capOf(original, caps), billedBy),
      }
    },
  }
}

interface KeptCap extends DatedCap {
  readonly afterSeq: bigint
}

const keptCap = (row: Row): KeptCap => ({
  validFrom: Number(row['valid_from']),
  afterSeq: row['after_seq'] as bigint,
  plan: String(row['plan']),
  ownCapPpm: row['multiplier_cap_ppm'] as bigint | null,
})

/** The cap that the line was rated with: of those that were there when it was posted, the one of its usage's time. */
function capOf(line: Row, caps: readonly KeptCap[]): KeptCap {
  const known = caps.filter(({ afterSeq }) => afterSeq < (line['seq'] as bigint))
  const at = Number(line['occurred_at'])
  const found = known.find(({ validFrom }) => validFrom <= at) ?? known.at(-1)
  if (found === undefined) throw new RangeError('the first cap of an agency comes with it')
  return found
}

/** Where the source told its own cost there is no rate: the currency stands, the unit cost must come again. */
function costRateOf(original: Row, own: ReadonlyMap<string, string>): TermsOfUsage['costRate'] {
  const id = original['cost_rate_id'] as string | null
  const currency = String(original['cost_currency'])
  if (id === null) return { id: OWN_COST, unitCost: '0', currency }
  const unitCost = own.get(id) ?? CATALOGUE_COSTS.find((one) => one.id === id)?.unitCost
  return unitCost === undefined ? { id: OWN_COST, unitCost: '0', currency } : { id, unitCost, currency }
}

/** Stands for the unit cost that came with the usage. */
export const OWN_COST = 'own'

function fxOf(original: Row, rates: ReadonlyMap<string, Row>): TermsOfUsage['fx'] {
  const row = rates.get(String(original['fx_rate_id']))
  if (row === undefined) return null
  const dated = { id: String(row['id']), rate: String(row['rate']), validFrom: 0 }
  const fx = new Map([[fxKey(String(row['base']), String(row['quote'])), [dated]]])
  return fxAt({ fx }, String(original['cost_currency']), String(original['currency']), 0)
}

const rowsOf = (result: ResultSet | undefined): readonly Row[] => result?.rows ?? []
const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
