import { nanoPerMinor } from '../money/minor.ts'
import type { Nano } from '../money/nano.ts'
import { Decimal, decimal, toNano } from './decimal.ts'
import { RatingError } from './error.ts'
import type { PercentagePart, PercentageRule } from './rule.ts'

const ROUND = { halfUp: Decimal.ROUND_HALF_UP, ceil: Decimal.ROUND_UP } as const

const partOf = (
  sale: Decimal,
  part: PercentagePart,
  rounding: PercentageRule['rounding'],
  minor: Nano,
): Nano => {
  let amount = sale.abs().times(decimal(part.percent, 'percent')).div(100)
  if (part.minimum !== undefined) amount = Decimal.max(amount, decimal(part.minimum, 'minimum'))
  if (part.cap !== undefined) amount = Decimal.min(amount, decimal(part.cap, 'cap'))
  if (rounding !== 'exact') {
    const step = new Decimal(minor.toString()).div(1_000_000_000)
    amount = amount.div(step).toDecimalPlaces(0, ROUND[rounding]).times(step)
  }
  return toNano(sale.isNegative() ? amount.negated() : amount)
}

/**
 * The parts of the commission on one sale, in the rule's order. A refund (negative sale) gives back exactly what
 * the same sale cost; a sale of 0 costs nothing, not the minimum.
 * Throws `RatingError('unknown_class')` unless the class is one of the rule's (it may be left out if there is one).
 */
export const percentageParts = (
  rule: PercentageRule,
  sale: Decimal,
  currency: string,
  className?: string,
): Nano[] => {
  const only = rule.classes.length === 1 && className === undefined ? rule.classes[0] : undefined
  const found = only ?? rule.classes.find((one) => one.name === className)
  if (!found) throw new RatingError('unknown_class', 'class', 'is not a class of this rule')
  if (sale.isZero()) return found.parts.map(() => 0n)
  const minor = nanoPerMinor(currency)
  return found.parts.map((part) => partOf(sale, part, rule.rounding, minor))
}
