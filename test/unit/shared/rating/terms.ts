import { formatNano } from '../../../../shared/money/nano.ts'
import { NO_STATE, rate, type Terms } from '../../../../shared/rating/rate.ts'
import type { PriceRule } from '../../../../shared/rating/rule.ts'

/** Terms of one rule in USD at a cost per unit; everything else can be set. */
export const termsOf = (rule: PriceRule, unitCost = '0', extra: Partial<Terms> = {}): Terms => ({
  costRate: { id: 'cost', unitCost, currency: 'USD' },
  price: { id: 'rule', rule, currency: 'USD' },
  fx: null,
  before: NO_STATE,
  planCapPpm: null,
  ...extra,
})

/** Rates quantities one after the other, state carried on, and shows each price. */
export const pricesOf = (
  rule: PriceRule,
  quantities: readonly string[],
  extra: Partial<Terms> = {},
): string[] => {
  let before = extra.before ?? NO_STATE
  return quantities.map((quantity) => {
    const rated = rate({ service: 'any', quantity }, termsOf(rule, '1', { ...extra, before }))
    before = rated.after
    return formatNano(rated.price)
  })
}
