import { formatNano, type Nano } from '../money/nano.ts'
import { parseMultiplierPpm } from './multiplier.ts'
import { creditsOf } from './credits-formula.ts'
import { cumulativePrice } from './cumulative.ts'
import { Decimal, decimal, toNano } from './decimal.ts'
import { RatingError } from './error.ts'
import { percentageParts } from './percentage.ts'
import { needsState, type PriceRule } from './rule.ts'

export interface Usage {
  readonly service: string
  /** Decimal string in the service's unit; negative for a reversal or a refund. */
  readonly quantity: string
  /** The exact cost per unit where the source knows it, in the cost rate's currency. */
  readonly unitCost?: string
  /** Class of a percentage rule. */
  readonly class?: string
}

/** Quantity so far, and its price before minimum and cap. Store `Rated.after`, give it back as `Terms.before`. */
export interface RatingState {
  readonly quantity: string
  readonly price: Nano
}

export interface Terms {
  readonly costRate: { readonly id: string; readonly unitCost: string; readonly currency: string } | null
  /** Null: the agency absorbs the usage, the price is 0. */
  readonly price: { readonly id: string; readonly rule: PriceRule; readonly currency: string } | null
  /** Price currency per unit of cost currency; needed where a multiplier crosses currencies. */
  readonly fx: { readonly id: string; readonly rate: string } | null
  /** This client, service and period (`statePeriod(rule)`) so far; all zero where `needsState(rule)` is false. */
  readonly before: RatingState
  /** A multiplier above it is rated at it: usage that happened is recorded, never billed above the plan. */
  readonly planCapPpm: bigint | null
  /** Hours of the period in the agency's time zone; needed by a monthly price spread over hours. */
  readonly periodHours?: string
}

export interface Rated {
  readonly cost: Nano
  readonly costCurrency: string
  readonly price: Nano
  readonly currency: string
  /** Null where the source gave the exact cost, or none is known. */
  readonly costRateId: string | null
  readonly priceRuleId: string | null
  /** Null where cost and price are in one currency. */
  readonly fxRateId: string | null
  readonly after: RatingState
}

export const NO_STATE: RatingState = { quantity: '0', price: 0n }

/** Where neither a cost nor a price names a currency, both are 0; HighLevel and CloseBot bill in it. */
const DEFAULT_CURRENCY = 'USD'

/** What goes beyond the included quantity. Below 0 (a reversal came first) nothing was included. */
const beyond = (total: Decimal, included: string | undefined): Decimal => {
  if (included === undefined || total.isNegative()) return total
  return Decimal.max(0, total.minus(decimal(included, 'included')))
}

const multiplierOf = (text: string, capPpm: bigint | null): Decimal => {
  const ppm = parseMultiplierPpm(text)
  return decimal(formatNano((capPpm !== null && ppm > capPpm ? capPpm : ppm) * 1000n), 'multiplier')
}

/** What one more unit costs in the price currency, exactly. */
const costInPriceCurrency = (unitCost: Decimal, terms: Terms, currency: string): Decimal => {
  const from = terms.costRate?.currency ?? currency
  if (from === currency || unitCost.isZero()) return unitCost
  if (terms.fx === null) throw new RatingError('missing_fx', 'fx', `no rate from ${from} to ${currency}`)
  return unitCost.times(decimal(terms.fx.rate, 'fx.rate'))
}

/** Price before minimum and cap of going from `before` to `after`: both are totals of the period. */
const listedPrice = (
  usage: Usage,
  terms: Terms,
  unitCost: Decimal,
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
    const unit = costInPriceCurrency(unitCost, terms, currency).times(
      multiplierOf(rule.multiplier, terms.planCapPpm),
    )
    return toNano(to.times(unit)) - toNano(from.times(unit))
  }
  const context = { currency, periodHours: terms.periodHours }
  return toNano(cumulativePrice(rule, to, context)) - toNano(cumulativePrice(rule, from, context))
}

/** Minimum and cap of a period. The minimum is due as soon as there is usage, the cap wins over it. */
const bounded = (listed: Nano, quantity: Decimal, rule: PriceRule): Nano => {
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

/**
 * Rates one usage: cost and price in nano, exact where the product is not finer than a nano, else rounded
 * half-up to it. Stateful rules are rated by difference, price = P(before + q) − P(before), so the order of
 * arrival never changes the sum and its rounding never exceeds one nano, however many events there are.
 * (Only a multiplier with differing unit costs *and* an included quantity depends on order: which unit was free
 * is then a matter of which came first.) Throws `RatingError`.
 */
export const rate = (usage: Usage, terms: Terms): Rated => {
  const { price, costRate, before } = terms
  const quantity = decimal(usage.quantity, 'quantity')
  const unitCost = decimal(usage.unitCost ?? costRate?.unitCost ?? '0', 'unitCost')
  const currency = price?.currency ?? costRate?.currency ?? DEFAULT_CURRENCY
  const costCurrency = costRate?.currency ?? currency
  const measured = price?.rule.kind === 'credits' ? creditsOf(quantity, price.rule) : quantity
  const stateful = price !== null && needsState(price.rule)
  const counted = decimal(before.quantity, 'before.quantity')
  const from = stateful ? counted : new Decimal(0)
  const to = from.plus(measured)
  const listed = listedPrice(usage, terms, unitCost, from, to)
  const listedAfter = before.price + listed
  const charged = stateful
    ? bounded(listedAfter, to, price.rule) - bounded(before.price, from, price.rule)
    : listed
  return {
    cost: toNano(quantity.times(unitCost)),
    costCurrency,
    price: charged,
    currency,
    costRateId: usage.unitCost === undefined ? (costRate?.id ?? null) : null,
    priceRuleId: price?.id ?? null,
    fxRateId: costCurrency === currency ? null : (terms.fx?.id ?? null),
    after: { quantity: counted.plus(measured).toFixed(), price: listedAfter },
  }
}
