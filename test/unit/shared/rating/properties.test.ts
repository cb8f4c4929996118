import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Nano } from '../../../../shared/money/nano.ts'
import { Decimal, decimal, toNano } from '../../../../shared/rating/decimal.ts'
import { productNano } from '../../../../shared/rating/product.ts'
import { NO_STATE, rate, type RatingState } from '../../../../shared/rating/rate.ts'
import type { PriceRule } from '../../../../shared/rating/rule.ts'
import { termsOf } from './terms.ts'

/** Decimals with up to `places` places as strings. */
const decimals = (min: bigint, max: bigint, places: number) =>
  fc
    .bigInt({ min, max })
    .map((digits) => new Decimal(digits.toString()).div(new Decimal(10).pow(places)).toFixed())
const money = decimals(0n, 50_000_000n, 6)
const quantities = fc.array(decimals(-5_000n, 20_000n, 2), { minLength: 1, maxLength: 12 })
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const tiers = fc
  .record({
    steps: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 }),
    prices: fc.array(money, { minLength: 5, maxLength: 5 }),
    mode: fc.constantFrom('graduated', 'volume'),
  })
  .map(({ steps, prices, mode }): PriceRule => {
    const ends = [...steps.toSorted((a, b) => a - b).map(String), null]
    return {
      kind: 'tiers',
      mode,
      tiers: ends.map((upTo, i) => ({ upTo, unitPrice: prices[i] ?? '0', flat: '1.5' })),
    }
  })
const bare: fc.Arbitrary<PriceRule> = fc.oneof(
  tiers,
  money.map((unitPrice): PriceRule => ({ kind: 'unitPrice', unitPrice })),
  money.map((price): PriceRule => ({ kind: 'package', size: '7.5', price })),
  money.map((price): PriceRule => ({ kind: 'setupFee', price })),
  money.map((monthlyPrice): PriceRule => ({ kind: 'levelTime', mode: 'monthlySpread', monthlyPrice })),
  decimals(0n, 10_000_000n, 6).map((multiplier): PriceRule => ({ kind: 'multiplier', multiplier })),
)
const stateful = fc
  .record({ rule: bare, included: optional(decimals(0n, 30_000n, 2)), minimum: optional(money), cap: money })
  .map(({ rule, included, minimum, cap }): PriceRule => ({
    ...rule,
    cap,
    ...(included === undefined ? {} : { included }),
    ...(minimum === undefined ? {} : { minimum }),
  }))

const run = (rule: PriceRule, events: readonly string[]): { sum: Nano; after: RatingState } => {
  let before = NO_STATE
  let sum = 0n
  for (const quantity of events) {
    const rated = rate(
      { service: 'any', quantity },
      termsOf(rule, '0.0123456', { before, periodHours: '743' }),
    )
    before = rated.after
    sum += rated.price
  }
  return { sum, after: before }
}

describe('order of arrival', () => {
  it('never changes the sum of a stateful rule', () => {
    const shuffled = quantities.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    )
    fc.assert(
      fc.property(stateful, shuffled, (rule, [events, other]) => {
        expect(run(rule, other)).toEqual(run(rule, events))
      }),
      { numRuns: 300 },
    )
  })

  it('one booking of the total costs the same as its parts', () => {
    fc.assert(
      fc.property(stateful, quantities, (rule, events) => {
        const total = events.reduce((sum, one) => sum.plus(one), new Decimal(0)).toFixed()
        expect(run(rule, [total])).toEqual(run(rule, events))
      }),
      { numRuns: 300 },
    )
  })

  it('a reversal of everything leaves 0', () => {
    fc.assert(
      fc.property(stateful, quantities, (rule, events) => {
        const undone = events.map((one) => new Decimal(one).negated().toFixed())
        expect(run(rule, [...events, ...undone])).toEqual({ sum: 0n, after: { quantity: '0', price: 0n } })
      }),
    )
  })
})

describe('productNano', () => {
  it('agrees with the decimal library on every product', () => {
    const factor = decimals(-(10n ** 14n), 10n ** 14n, 12)
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 4 }), (factors) => {
        const exact = factors.reduce((product, one) => product.times(decimal(one, 'factor')), new Decimal(1))
        expect(productNano([], ...factors)).toBe(toNano(exact))
      }),
    )
  })
})
