/**
 * What usage costs, in exact fractions. Everything is said of totals: `listed(Q)` is the price of Q units from the
 * first of the period on, in nano; usage costs the difference between the total with it and the total without it.
 *
 * The semantics that the books follow, where order or rounding could matter:
 * - Rounding to the nano happens to totals (halves away from zero), so a sum of parts never drifts from the whole.
 *   Usage without a running sum is a total of its own.
 * - A total below 0 (a reversal that came first) is worth minus what the same total above 0 is worth; the included
 *   quantity is free for totals above 0 only.
 * - The minimum is due once the total is above 0, the cap holds after it; both bound the running sum of the period.
 * - When the rule of a running sum changes within its period, quantity and listed price go on: the next usage starts
 *   where the last ended, on the new rule's scale. So the order in which usage of different rules, unit costs or rates
 *   was booked matters, and `books.ts` replays it in that order. Under one rule it does not matter, and `books.ts`
 *   prices the whole set at once as a second opinion.
 * - Usage under a rule that needs no running sum does not move it.
 * - A percentage is taken of each sale; with an included quantity, of the part of the sale beyond it.
 */
import {
  type Fraction,
  ONE,
  ZERO,
  awayFromZero,
  compare,
  fraction,
  isWhole,
  least,
  minus,
  most,
  nano,
  nearest,
  negated,
  over,
  plus,
  times,
  whole,
} from './fraction.ts'
import type { Holding } from './facts.ts'
import type { Rule } from './rule.ts'

export interface Sale {
  readonly quantity: Fraction
  /** Exact cost per unit, where the source knew it. */
  readonly unitCost: Fraction | null
  readonly className: string | undefined
  /** Milliseconds of the local month it lies in. */
  readonly month_ms: number
}

const DECIMALS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }
const minorOf = (currency: string): Fraction => ({ n: 1n, d: 10n ** BigInt(DECIMALS[currency] ?? 2) })

/** What one unit of the cost side is worth in the price's currency, at the multiplier that the plan allows. */
export function unitOf(rule: Rule, holding: Holding, sale: Sale): Fraction | null {
  if (rule.kind !== 'multiplier') return null
  const wanted = fraction(rule.multiplier)
  const allowed = holding.cap === null ? wanted : least(wanted, { n: holding.cap, d: 1_000_000n })
  const cost = sale.unitCost ?? holding.cost?.unit ?? ZERO
  return times(times(cost, allowed), needsRate(holding, cost) ? (holding.rate ?? ZERO) : ONE)
}

const needsRate = (holding: Holding, cost: Fraction): boolean =>
  holding.cost !== null && holding.cost.currency !== holding.currency && cost.n !== 0n

/** Why a usage cannot be priced, or null. */
export function refusal(holding: Holding, sale: Sale): string | null {
  const { rule } = holding
  if (rule === null) return null
  const cost = sale.unitCost ?? holding.cost?.unit ?? ZERO
  if (rule.kind === 'multiplier' && needsRate(holding, cost) && holding.rate === null) return 'missing_fx'
  if (rule.kind === 'credits' && !isWhole(sale.quantity)) return 'invalid_decimal'
  if (rule.kind === 'percentage' && partsOf(rule, sale.className) === undefined) return 'unknown_class'
  return null
}

type Percentage = Extract<Rule, { kind: 'percentage' }>
function partsOf(rule: Percentage, className: string | undefined) {
  if (className === undefined) return rule.classes.length === 1 ? rule.classes[0]?.parts : undefined
  return rule.classes.find(({ name }) => name === className)?.parts
}

/** What the rule counts of a usage: credits of a mailing, else the quantity. */
export function measured(rule: Rule, quantity: Fraction): Fraction {
  if (rule.kind !== 'credits') return quantity
  const size = quantity.n < 0n ? negated(quantity) : quantity
  if (compare(size, fraction(rule.free)) <= 0) return ZERO
  const credits = fraction(rule.base).n + awayFromZero(times(size, fraction(rule.factor)))
  return whole(quantity.n < 0n ? -credits : credits)
}

const beyond = (rule: Rule, total: Fraction): Fraction =>
  rule.included === undefined || total.n < 0n ? total : most(ZERO, minus(total, fraction(rule.included)))

/** The listed price of a total in nano. Not for percentages: they know no total. */
export function listed(rule: Rule, holding: Holding, sale: Sale, total: Fraction): bigint {
  const paid = beyond(rule, total)
  if (paid.n === 0n) return 0n
  const unit = unitOf(rule, holding, sale)
  if (unit !== null) return nano(times(paid, unit))
  const size = paid.n < 0n ? negated(paid) : paid
  const amount = nano(scale(rule, size, holding.currency, sale.month_ms))
  return paid.n < 0n ? -amount : amount
}

function scale(rule: Rule, size: Fraction, currency: string, month_ms: number): Fraction {
  switch (rule.kind) {
    case 'unitPrice':
      return times(size, fraction(rule.unitPrice))
    case 'credits':
      return times(size, fraction(rule.creditPrice))
    case 'recurring':
      return times(size, fraction(rule.price))
    case 'setupFee':
      return fraction(rule.price)
    case 'package':
      return times(whole(awayFromZero(over(size, fraction(rule.size)))), fraction(rule.price))
    case 'tiers':
      return tiered(rule, size)
    case 'levelTime': {
      if (rule.mode === 'hourly') return times(size, fraction(rule.hourlyPrice))
      const hours = { n: BigInt(month_ms), d: 3_600_000n }
      const exact = over(times(fraction(rule.monthlyPrice), size), { n: nano(hours), d: 1_000_000_000n })
      const minor = minorOf(currency)
      return times(whole(nearest(over(exact, minor))), minor)
    }
    default:
      throw new RangeError(`${rule.kind} has no scale`)
  }
}

/** Layer by layer from below; a volume price takes the layer that the last unit lies in. */
function tiered(rule: Extract<Rule, { kind: 'tiers' }>, size: Fraction): Fraction {
  let sum = ZERO
  let below = ZERO
  for (const { upTo, unitPrice, flat } of rule.tiers) {
    const top = upTo === null ? size : least(size, fraction(upTo))
    const fee = fraction(flat ?? '0')
    if (rule.mode === 'volume') {
      if (compare(top, size) === 0) return plus(times(size, fraction(unitPrice)), fee)
    } else if (compare(size, below) > 0) {
      sum = plus(sum, plus(times(minus(top, below), fraction(unitPrice)), fee))
    }
    below = top
  }
  return sum
}

/** The listed price of one usage that moves the total from `before` to `after`. */
export function listedStep(
  rule: Rule,
  holding: Holding,
  sale: Sale,
  before: Fraction,
  after: Fraction,
): bigint {
  if (rule.kind === 'percentage') {
    const part = minus(beyond(rule, after), beyond(rule, before))
    return commission(rule, partsOf(rule, sale.className) ?? [], part, holding.currency)
  }
  return listed(rule, holding, sale, after) - listed(rule, holding, sale, before)
}

function commission(
  rule: Percentage,
  parts: Percentage['classes'][number]['parts'],
  sale: Fraction,
  currency: string,
): bigint {
  if (sale.n === 0n) return 0n
  const size = sale.n < 0n ? negated(sale) : sale
  let sum = 0n
  for (const { percent, minimum, cap } of parts) {
    let share = over(times(size, fraction(percent)), whole(100n))
    if (minimum !== undefined) share = most(share, fraction(minimum))
    if (cap !== undefined) share = least(share, fraction(cap))
    const minor = minorOf(currency)
    if (rule.rounding === 'halfUp') share = times(whole(nearest(over(share, minor))), minor)
    if (rule.rounding === 'ceil') share = times(whole(awayFromZero(over(share, minor))), minor)
    sum += nano(share)
  }
  return sale.n < 0n ? -sum : sum
}

/** The running sum within minimum and cap. */
export function bounded(rule: Rule, sum: bigint, total: Fraction): bigint {
  let amount = sum
  if (rule.minimum !== undefined && total.n > 0n) {
    const minimum = nano(fraction(rule.minimum))
    if (amount < minimum) amount = minimum
  }
  if (rule.cap !== undefined) {
    const cap = nano(fraction(rule.cap))
    if (amount > cap) amount = cap
  }
  return amount
}
