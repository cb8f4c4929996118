import { formatNano, type Nano } from '../money/nano.ts'
import { cumulativePrice } from './cumulative.ts'
import { Decimal, decimal, toNano } from './decimal.ts'
import { RatingError } from './error.ts'
import { parseMultiplierPpm } from './multiplier.ts'
import { percentageParts } from './percentage.ts'
import { productNano } from './product.ts'
import { needsState, type PriceRule } from './rule.ts'
import type { Terms, Usage } from './terms.ts'

/** What goes beyond the included quantity. Below 0 (a reversal came first) nothing was included. */
const beyond = (total: Decimal, included: string | undefined): Decimal => {
  if (included === undefined || total.isNegative()) return total
  return Decimal.max(0, total.minus(decimal(included, 'included')))
}

/** The multiplier as a decimal string, at most the plan's. */
const multiplierOf = (text: string, capPpm: bigint | null): string => {
  const ppm = parseMultiplierPpm(text)
  return capPpm !== null && ppm > capPpm ? formatNano(capPpm * 1000n) : text
}

/** The exchange rate from cost to price currency, `1` where they are the same or nothing is to convert. */
const fxOf = (terms: Terms, currency: string, unitCost: string): string => {
  const from = terms.costRate?.currency ?? currency
  if (from === currency || !/[1-9]/.test(unitCost)) return '1'
  if (terms.fx === null) throw new RatingError('missing_fx', 'fx', `no rate from ${from} to ${currency}`)
  return terms.fx.rate
}

/** The price where it is the quantity times a rate and nothing else; null where the rule asks for more. */
export const linearPrice = (usage: Usage, terms: Terms, unitCost: string): Nano | null => {
  if (terms.price === null) return 0n
  const { rule, currency } = terms.price
  if (needsState(rule)) return null
  if (rule.kind === 'unitPrice') return productNano(['quantity', 'unitPrice'], usage.quantity, rule.unitPrice)
  if (rule.kind !== 'multiplier') return null
  const multiplier = multiplierOf(rule.multiplier, terms.planCapPpm)
  const fx = fxOf(terms, currency, unitCost)
  const factors = ['quantity', 'unitCost', 'multiplier', 'fx.rate']
  return productNano(factors, usage.quantity, unitCost, multiplier, fx)
}

/** Price before minimum and cap of going from `before` to `after`: both are totals of the period. */
export const listedPrice = (
  usage: Usage,
  terms: Terms,
  unitCost: string,
  before: Decimal,
  after: Decimal,
): Nano => {
  if (terms.price === null) return 0n
  const { rule, currency } = terms.price
  const from = beyond(before, rule.included)
  const to = beyond(after, rule.included)
  if (rule.kind === 'percentage') {
    const parts = percentageParts(rule, to.minus(from), currency, usage.class)
    return parts.reduce((sum, part) => sum + part, 0n)
  }
  if (rule.kind === 'multiplier') {
    const unit = decimal(unitCost, 'unitCost')
      .times(decimal(fxOf(terms, currency, unitCost), 'fx.rate'))
      .times(decimal(multiplierOf(rule.multiplier, terms.planCapPpm), 'multiplier'))
    return toNano(to.times(unit)) - toNano(from.times(unit))
  }
  const context = { currency, periodHours: terms.periodHours }
  return toNano(cumulativePrice(rule, to, context)) - toNano(cumulativePrice(rule, from, context))
}

/** Minimum and cap of a period. The minimum is due as soon as there is usage, the cap wins over it. */
export const bounded = (listed: Nano, quantity: Decimal, rule: PriceRule): Nano => {
  let amount = listed
  if (rule.minimum !== undefined && quantity.gt(0)) {
    const least = toNano(decimal(rule.minimum, 'minimum'))
    if (amount < least) amount = least
  }
  if (rule.cap !== undefined) {
    const most = toNano(decimal(rule.cap, 'cap'))
    if (amount > most) amount = most
  }
  return amount
}
