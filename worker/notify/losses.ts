import type { ResultSet, Row } from '@libsql/client/http'
import { Decimal } from 'decimal.js'
import { feeRuleById } from '../../shared/fees/table.ts'
import { NANO_PER_UNIT } from '../../shared/money/nano.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import { spansAt } from '../clients/span.ts'
import type { Context } from '../context.ts'
import { DEFAULT_CLIENT, capFor } from '../pricing/terms.ts'
import { type LossQuestion, type ServiceSum, lossVerdicts } from './loss-verdicts.ts'
import { lossStatements } from './loss-sql.ts'
import { type Scope } from './scope.ts'

/** Local days that a loss is summed over. */
const LOSS_DAYS = 30

/** [agency, client, kind, subject, detail as JSON] of every loss that holds now. */
export type FoundLoss = readonly [string, string, string, string, string]

/** Reads and reckons the losses of the clients in scope: a fixed number of statements for any number of clients. */
export async function readLosses(ctx: Context, scope: Scope): Promise<FoundLoss[]> {
  const [zones] = await ctx.db.readBatch(['SELECT id, time_zone FROM agency'])
  const spans = (zones?.rows ?? []).map((row) => {
    const last = spansAt(ctx.now(), text(row, 'time_zone')).burnDays.at(-1) ?? 0
    return [text(row, 'id'), last - LOSS_DAYS + 1, last]
  })
  const sets = await ctx.db.readBatch(lossStatements(scope, JSON.stringify(spans), ctx.now()))
  const [clients, sums, terms, fx] = sets
  const unknownRules = new Set<string>()
  const sumsOf = grouped(sums)
  const termsOf = grouped(terms)
  const rates = new Map<string, string>()
  // Oldest first, so the newest stays.
  for (const row of fx?.rows ?? []) {
    rates.set([text(row, 'agency_id'), text(row, 'base'), text(row, 'quote')].join(' '), text(row, 'rate'))
  }
  return (clients?.rows ?? []).flatMap((row) => {
    const agencyId = text(row, 'agency_id')
    const clientId = text(row, 'client_id')
    const key = `${agencyId} ${clientId}`
    const defaults = termsOf.get(`${agencyId} ${DEFAULT_CLIENT}`) ?? []
    const question: LossQuestion = {
      currency: text(row, 'currency'),
      sums: inOneCurrency(sumsOf.get(key) ?? [], text(row, 'currency'), agencyId, rates),
      marginFloorPpm: (row['margin_floor_ppm'] as bigint | null) ?? 0n,
      lossFloor: (row['loss_floor'] as bigint | null) ?? NANO_PER_UNIT,
      reload: reloadOf(row, termsOf.get(key) ?? [], defaults),
    }
    const feeRule = text(row, 'fee_rule_id')
    if (feeRuleById(feeRule) === undefined && !unknownRules.has(agencyId)) {
      unknownRules.add(agencyId)
      ctx.log.error('fee_rule_unknown', { agencyId, feeRule })
    }
    return lossVerdicts(question).map(
      ({ kind, subject, detail }) => [agencyId, clientId, kind, subject, JSON.stringify(detail)] as const,
    )
  })
}

/** Per service; amounts in another currency at the agency's newest rate. Where it has none they are left out: nothing is claimed. */
function inOneCurrency(
  rows: readonly Row[],
  currency: string,
  agencyId: string,
  rates: ReadonlyMap<string, string>,
): ServiceSum[] {
  const convert = (amount: bigint, from: string): bigint | null => {
    if (from === currency || amount === 0n) return amount
    const direct = rates.get(`${agencyId} ${from} ${currency}`)
    const inverse = rates.get(`${agencyId} ${currency} ${from}`)
    if (direct === undefined && inverse === undefined) return null
    const exact = new Decimal(amount.toString())
    const converted = direct === undefined ? exact.div(inverse ?? '1') : exact.times(direct)
    return BigInt(converted.toFixed(0, Decimal.ROUND_HALF_UP))
  }
  const sums = new Map<string, { cost: bigint; price: bigint; whole: boolean }>()
  for (const row of rows) {
    const service = text(row, 'service')
    const sum = sums.get(service) ?? { cost: 0n, price: 0n, whole: true }
    const cost = convert(row['cost'] as bigint, text(row, 'cost_currency'))
    const price = convert(row['price'] as bigint, text(row, 'currency'))
    sums.set(service, {
      cost: sum.cost + (cost ?? 0n),
      price: sum.price + (price ?? 0n),
      whole: sum.whole && cost !== null && price !== null,
    })
  }
  return Array.from(sums, ([service, { cost, price, whole }]) => ({ service, cost, price, whole })).filter(
    ({ whole }) => whole,
  )
}

/**
 * The reload at the lowest multiplier that our ledger rebills at: what it loses at worst. Where the agency's fee rule is
 * none that this build knows, nothing is claimed.
 */
function reloadOf(row: Row, own: readonly Row[], defaults: readonly Row[]): LossQuestion['reload'] {
  const amount = row['amount'] as bigint | null
  if (amount === null || row['billing_mode'] !== 'prepaid') return null
  const held = new Set(own.map((terms) => text(terms, 'service')))
  const capPpm = capFor(
    { plan: text(row, 'plan'), ownCapPpm: row['multiplier_cap_ppm'] as bigint | null },
    'ledger',
  )
  let lowest: { multiplierPpm: bigint; service: string } | null = null
  for (const terms of [...own, ...defaults.filter((one) => !held.has(text(one, 'service')))]) {
    if (terms['billed_by'] !== 'ledger' || terms['rule'] === null) continue
    // Checked when it was written; the table is append-only.
    const rule = JSON.parse(text(terms, 'rule')) as PriceRule
    if (rule.kind !== 'multiplier') continue
    const set = parseMultiplierPpm(rule.multiplier)
    const multiplierPpm = capPpm !== null && set > capPpm ? capPpm : set
    if (multiplierPpm > 0n && (lowest === null || multiplierPpm < lowest.multiplierPpm)) {
      lowest = { multiplierPpm, service: text(terms, 'service') }
    }
  }
  const fee = feeRuleById(text(row, 'fee_rule_id'))
  return lowest === null || fee === undefined ? null : { amount, fee, ...lowest }
}

const text = (row: Row, column: string): string => row[column] as string

function grouped(set: ResultSet | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of set?.rows ?? []) {
    const key = `${text(row, 'agency_id')} ${text(row, 'client_id')}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
