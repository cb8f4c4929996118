import { exponentOf } from '../money/currency.ts'
import { Decimal, decimal } from './decimal.ts'
import { RatingError } from './error.ts'
import type { PriceRule, Tier, TiersRule } from './rule.ts'

/** Rules whose price depends on the total quantity of the period alone. */
export type CumulativeRule = Exclude<PriceRule, { kind: 'multiplier' | 'percentage' }>

const flatOf = (tier: Tier): Decimal =>
  tier.flat === undefined ? new Decimal(0) : decimal(tier.flat, 'flat')

const volumePrice = (tiers: readonly Tier[], total: Decimal): Decimal => {
  const reached = tiers.find((tier) => tier.upTo === null || total.lte(decimal(tier.upTo, 'upTo')))
  if (!reached) throw new RatingError('invalid_rule', 'tiers', 'the last tier must be open')
  return total.times(decimal(reached.unitPrice, 'unitPrice')).plus(flatOf(reached))
}

const graduatedPrice = (tiers: readonly Tier[], total: Decimal): Decimal => {
  let sum = new Decimal(0)
  let from = new Decimal(0)
  for (const tier of tiers) {
    if (total.lte(from)) break
    const to = tier.upTo === null ? total : Decimal.min(total, decimal(tier.upTo, 'upTo'))
    sum = sum.plus(to.minus(from).times(decimal(tier.unitPrice, 'unitPrice'))).plus(flatOf(tier))
    from = to
  }
  return sum
}

const tierPrice = (rule: TiersRule, total: Decimal): Decimal =>
  rule.mode === 'volume' ? volumePrice(rule.tiers, total) : graduatedPrice(rule.tiers, total)

/** Cumulative rounding: what a period's hours cost so far, rounded half-up to the minor unit. */
const spreadPrice = (monthly: Decimal, hours: Decimal, periodHours: string | undefined, currency: string) => {
  if (periodHours === undefined) {
    throw new RatingError(
      'missing_period_hours',
      'periodHours',
      'a monthly price needs the hours of the month',
    )
  }
  const whole = decimal(periodHours, 'periodHours')
  if (whole.lte(0)) throw new RatingError('missing_period_hours', 'periodHours', 'must be above 0')
  return monthly.times(hours).div(whole).toDecimalPlaces(exponentOf(currency), Decimal.ROUND_HALF_UP)
}

const ofPositive = (
  rule: CumulativeRule,
  total: Decimal,
  context: { currency: string; periodHours?: string | undefined },
): Decimal => {
  switch (rule.kind) {
    case 'unitPrice':
      return total.times(decimal(rule.unitPrice, 'unitPrice'))
    case 'credits':
      return total.times(decimal(rule.creditPrice, 'creditPrice'))
    case 'recurring':
      return total.times(decimal(rule.price, 'price'))
    case 'tiers':
      return tierPrice(rule, total)
    case 'package':
      return total.div(decimal(rule.size, 'size')).ceil().times(decimal(rule.price, 'price'))
    case 'setupFee':
      return decimal(rule.price, 'price')
    case 'levelTime':
      return rule.mode === 'hourly'
        ? total.times(decimal(rule.hourlyPrice, 'hourlyPrice'))
        : spreadPrice(
            decimal(rule.monthlyPrice, 'monthlyPrice'),
            total,
            context.periodHours,
            context.currency,
          )
  }
}

/**
 * What a total quantity of the period costs, before minimum and cap, in major units. Odd: a total below 0
 * (a reversal that arrived first) is worth minus what the same total above 0 costs.
 */
export const cumulativePrice = (
  rule: CumulativeRule,
  total: Decimal,
  context: { currency: string; periodHours?: string | undefined },
): Decimal => {
  if (total.isZero()) return new Decimal(0)
  return total.isNegative()
    ? ofPositive(rule, total.abs(), context).negated()
    : ofPositive(rule, total, context)
}
