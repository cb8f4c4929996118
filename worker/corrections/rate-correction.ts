import { Decimal, fromNano, toNano } from '../../shared/rating/decimal.ts'
import { RatingError } from '../../shared/rating/error.ts'
import { type RatingState, rate } from '../../shared/rating/rate.ts'
import { needsState } from '../../shared/rating/rule.ts'
import type { TermsOfUsage } from '../pricing/terms.ts'
import { OWN_COST } from './original-terms.ts'
import type { StandingUsage } from './standing-usage.ts'

/** What the usage should have been. */
export interface Wanted {
  /** Decimal text. */
  readonly quantity: string
  /** The cost of one unit where the source knows it; else that of the original's cost rate. */
  readonly unitCost?: string
  readonly attributes: Readonly<Record<string, string>>
}

/** What a correction adds to the books: differences, so that line and corrections sum to what is wanted. Nano. */
export interface Difference {
  readonly quantity: string
  readonly cost: bigint
  readonly price: bigint
  /** Cost of one unit that the price stands at from now on, decimal text; null: nothing stands. */
  readonly unitCost: string | null
  readonly after: RatingState
}

/** A division that does not end is cut here: a rate has at most so many decimals (shared/rating). */
const DECIMALS_MAX = 40

/**
 * The difference between what is booked and what is wanted, under the terms the usage was rated with (design §4: closed
 * books are never rated anew). Where the price depends on the period's sum, the cumulative usage is rated again: the old
 * usage taken out, the new one put in. Pure.
 * @param wanted null: the usage never was (void)
 * @param state of the usage's own period, with the usage in it
 * @throws RatingError where the terms cannot price it; `invalid_decimal` unitCost where the original came with its own
 */
export function rateCorrection(
  usage: StandingUsage,
  terms: TermsOfUsage,
  wanted: Wanted | null,
  state: { before: RatingState; periodHours: string },
): Difference {
  const stateful = terms.rule !== null && needsState(terms.rule)
  const before = usage.quantity.toFixed()
  const taken = stateful
    ? rateUnder(terms, usage.quantity.negated().toFixed(), unitCostOf(usage, terms), usage.attributes, state)
    : { price: -usage.price, after: state.before }
  if (wanted === null) {
    return {
      quantity: negate(before),
      cost: -usage.cost,
      price: taken.price,
      unitCost: null,
      after: taken.after,
    }
  }
  if (wanted.unitCost === undefined && terms.costRate?.id === OWN_COST) {
    throw new RatingError('invalid_decimal', 'unitCost', 'the usage came with its own cost; say the new one')
  }
  const put = rateUnder(terms, wanted.quantity, wanted.unitCost, wanted.attributes, {
    ...state,
    before: taken.after,
  })
  return {
    quantity: new Decimal(wanted.quantity).minus(usage.quantity).toFixed(),
    cost: put.cost - usage.cost,
    price: taken.price + put.price,
    unitCost: wanted.unitCost ?? terms.costRate?.unitCost ?? '0',
    after: put.after,
  }
}

/**
 * The same usage at its exact cost, which the platform told (estimate → exact). The price follows where it is a
 * multiple of the cost and our ledger bills it; every other price stands, and so does one in another currency where no
 * exchange rate was known when it was rated. With a running sum the exact cost is put in
 * per unit, cut at 40 decimals; without one the price is that of the whole cost.
 * @param cost the whole exact cost, nano
 */
export function rateExactCost(
  usage: StandingUsage,
  terms: TermsOfUsage,
  cost: bigint,
  state: { before: RatingState; periodHours: string },
): Difference {
  const crosses = terms.costRate !== null && terms.costRate.currency !== terms.currency
  const follows =
    terms.billedBy === 'ledger' && terms.rule?.kind === 'multiplier' && (!crosses || terms.fx !== null)
  if (!follows || usage.quantity.isZero()) {
    const unitCost = unitCostOf(usage, terms)
    return { quantity: '0', cost: cost - usage.cost, price: 0n, unitCost, after: state.before }
  }
  const unitCost = perUnit(cost, usage)
  if (terms.rule !== null && !needsState(terms.rule)) {
    // As one unit that costs the whole: a cost per unit that does not end would lose half a nano.
    const put = rateUnder(terms, '1', fromNano(cost).toFixed(), usage.attributes, state)
    const price = put.price - usage.price
    return { quantity: '0', cost: cost - usage.cost, price, unitCost, after: state.before }
  }
  const wanted = { quantity: usage.quantity.toFixed(), unitCost, attributes: usage.attributes }
  const difference = rateCorrection(usage, terms, wanted, state)
  return { ...difference, quantity: '0', cost: cost - usage.cost }
}

/** Rates a quantity under the terms of a usage that stands. @throws RatingError */
export function rateUnder(
  terms: TermsOfUsage,
  quantity: string,
  unitCost: string | undefined,
  attributes: Readonly<Record<string, string>>,
  state: { before: RatingState; periodHours: string },
) {
  const className = attributes['class']
  return rate(
    {
      service: '',
      quantity,
      ...(unitCost === undefined ? {} : { unitCost }),
      ...(className === undefined ? {} : { class: className }),
    },
    {
      costRate: terms.costRate,
      price:
        terms.rule === null
          ? null
          : { id: String(terms.termsNumber), rule: terms.rule, currency: terms.currency },
      fx: terms.fx,
      before: state.before,
      planCapPpm: terms.planCapPpm,
      periodHours: state.periodHours,
    },
  )
}

/**
 * The cost of one unit that the usage's price was rated with: what was told, else its rate. Lines from before it was kept
 * have only the booked cost, in whole nano: the rate where that gives it, else the cost per unit.
 */
function unitCostOf(usage: StandingUsage, terms: TermsOfUsage): string {
  if (usage.unitCost !== null) return usage.unitCost
  const rate = terms.costRate
  if (rate !== null && rate.id !== OWN_COST && toNano(usage.quantity.times(rate.unitCost)) === usage.cost) {
    return rate.unitCost
  }
  return usage.quantity.isZero() ? '0' : perUnit(usage.cost, usage)
}

const perUnit = (cost: bigint, usage: StandingUsage) =>
  fromNano(cost).div(usage.quantity).toDecimalPlaces(DECIMALS_MAX).toFixed()

const negate = (quantity: string) => new Decimal(quantity).negated().toFixed()
