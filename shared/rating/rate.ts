import { creditsFor } from '../credits/formula.ts'
import { Decimal, decimal } from './decimal.ts'
import { RatingError } from './error.ts'
import { bounded, linearPrice, listedPrice } from './listed.ts'
import { productNano } from './product.ts'
import { needsState, type PriceRule } from './rule.ts'
import type { Rated, Terms, Usage } from './terms.ts'

export { NO_STATE } from './terms.ts'
export type { Rated, RatingState, Terms, Usage } from './terms.ts'

/** Where neither a cost nor a price names a currency, both are 0; HighLevel and CloseBot bill in it. */
export const DEFAULT_CURRENCY = 'USD'

/** What the rule counts: credits where it turns recipients into credits, else the quantity itself. */
const measure = (usage: Usage, rule: PriceRule | undefined): Decimal => {
  const quantity = decimal(usage.quantity, 'quantity')
  if (rule?.kind !== 'credits') return quantity
  if (!quantity.isInteger())
    throw new RatingError('invalid_decimal', 'quantity', 'recipients are a whole number')
  return new Decimal(creditsFor(BigInt(quantity.toFixed()), rule).toString())
}

const priced = (usage: Usage, terms: Terms, unitCost: string): Pick<Rated, 'price' | 'after'> => {
  const { price, before } = terms
  const linear = linearPrice(usage, terms, unitCost)
  if (linear !== null && before.quantity === '0') {
    return { price: linear, after: { quantity: usage.quantity, price: before.price + linear } }
  }
  const measured = measure(usage, price?.rule)
  const counted = decimal(before.quantity, 'before.quantity')
  const stateful = price !== null && needsState(price.rule)
  const from = stateful ? counted : new Decimal(0)
  const to = from.plus(measured)
  const listed = linear ?? listedPrice(usage, terms, unitCost, from, to)
  const after = { quantity: counted.plus(measured).toFixed(), price: before.price + listed }
  if (!stateful) return { price: listed, after }
  return { price: bounded(after.price, to, price.rule) - bounded(before.price, from, price.rule), after }
}

/**
 * Rates one usage: cost and price in nano, exact where the product is not finer than a nano, else rounded
 * half-up to it. Stateful rules are rated by difference, price = P(before + q) − P(before), so the order of
 * arrival never changes the sum and its rounding never exceeds one nano, however many events there are.
 * (Only a multiplier with differing unit costs *and* an included quantity depends on order: which unit was free
 * is then a matter of which came first.) Throws `RatingError`.
 */
export const rate = (usage: Usage, terms: Terms): Rated => {
  const { price, costRate } = terms
  const unitCost = usage.unitCost ?? costRate?.unitCost ?? '0'
  const currency = price?.currency ?? costRate?.currency ?? DEFAULT_CURRENCY
  const costCurrency = costRate?.currency ?? currency
  return {
    cost: productNano(['quantity', 'unitCost'], usage.quantity, unitCost),
    costCurrency,
    ...priced(usage, terms, unitCost),
    currency,
    costRateId: usage.unitCost === undefined ? (costRate?.id ?? null) : null,
    priceRuleId: price?.id ?? null,
    fxRateId: costCurrency === currency ? null : (terms.fx?.id ?? null),
  }
}
