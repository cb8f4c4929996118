import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { Decimal } from '../../../shared/rating/decimal.ts'
import { NO_STATE, type RatingState, rate } from '../../../shared/rating/rate.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { rateCorrection } from '../../../worker/corrections/rate-correction.ts'
import type { StandingUsage } from '../../../worker/corrections/standing-usage.ts'
import type { TermsOfUsage } from '../../../worker/pricing/terms.ts'

const HOURS = '743'
const decimal = (max: number, places: number) =>
  fc.integer({ min: 0, max }).map((digits) => new Decimal(digits).div(10 ** places).toFixed())
const quantity = fc
  .tuple(fc.integer({ min: -4_000, max: 20_000 }), fc.constantFrom(1, 10, 1_000))
  .map(([n, d]) => new Decimal(n).div(d).toFixed())
const money = decimal(50_000_000, 6)
const tiers = (mode: 'graduated' | 'volume') =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 80 }),
      fc.array(money, { minLength: 3, maxLength: 3 }),
    )
    .map(([first, width, [a = '0', b = '0', c = '0']]): PriceRule => ({
      kind: 'tiers',
      mode,
      tiers: [
        { upTo: String(first), unitPrice: a },
        { upTo: String(first + width), unitPrice: b, flat: '1.5' },
        { upTo: null, unitPrice: c },
      ],
    }))
const bare: fc.Arbitrary<PriceRule> = fc.oneof(
  tiers('graduated'),
  tiers('volume'),
  money.map((price): PriceRule => ({ kind: 'package', size: '7.5', price })),
  money.map((price): PriceRule => ({ kind: 'setupFee', price })),
  money.map((monthlyPrice): PriceRule => ({ kind: 'levelTime', mode: 'monthlySpread', monthlyPrice })),
  money.map((unitPrice): PriceRule => ({ kind: 'unitPrice', unitPrice, cap: '40' })),
  decimal(9_999_999, 3).map((multiplier): PriceRule => ({ kind: 'multiplier', multiplier, included: '3.3' })),
)
const rules = fc
  .record({
    rule: bare,
    included: fc.option(decimal(30_000, 2), { nil: undefined }),
    minimum: fc.option(decimal(30_000, 2), { nil: undefined }),
    cap: fc.option(money, { nil: undefined }),
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  })
  .map(({ rule, included, minimum, cap, currency }) => ({
    currency,
    rule: {
      ...rule,
      ...(included === undefined ? {} : { included }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(cap === undefined ? {} : { cap }),
    } as PriceRule,
  }))
/** A new usage, or a correction of the one that stands at `of`. */
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('use' as const), quantity, of: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('amend' as const), quantity, of: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('void' as const), quantity, of: fc.nat(20) }) },
)

const termsOf = (rule: PriceRule, currency: string): TermsOfUsage => ({
  billedBy: 'ledger',
  billingMode: 'prepaid',
  currency,
  rule,
  termsNumber: 1n,
  costRate: { id: 'cost', unitCost: '0.0123456789', currency },
  fx: null,
  planCapPpm: null,
})

it('used, amended and taken back in any order across tiers, packages, minimum and cap: it comes to the price of what stands', () => {
  fc.assert(
    fc.property(rules, fc.array(act, { minLength: 1, maxLength: 14 }), ({ rule, currency }, acts) => {
      const terms = termsOf(rule, currency)
      const under = {
        costRate: terms.costRate,
        price: { id: '1', rule, currency },
        fx: null,
        planCapPpm: null,
      }
      const price = (of: string, before: RatingState) =>
        rate({ service: 's', quantity: of }, { ...under, before, periodHours: HOURS })
      const standing: StandingUsage[] = []
      let state: RatingState = NO_STATE
      let [sum, cost] = [0n, 0n]
      for (const { what, quantity: said, of } of acts) {
        const usage = standing.length === 0 ? undefined : standing[of % standing.length]
        if (what === 'use' || usage === undefined) {
          const rated = price(said, state)
          state = rated.after
          sum += rated.price
          cost += rated.cost
          standing.push(usageOf(said, rated))
          continue
        }
        if (usage.voided) continue
        const wanted = what === 'void' ? null : { quantity: said, attributes: {} }
        const difference = rateCorrection(usage, terms, wanted, { before: state, periodHours: HOURS })
        state = difference.after
        sum += difference.price
        cost += difference.cost
        standing[of % standing.length] = {
          ...usage,
          quantity: usage.quantity.plus(difference.quantity),
          cost: usage.cost + difference.cost,
          price: usage.price + difference.price,
          unitCost: difference.unitCost,
          voided: wanted === null,
        }
      }
      const stands = standing.filter(({ voided }) => !voided)
      const total = stands.reduce((all, one) => all.plus(one.quantity), new Decimal(0)).toFixed()
      expect({ sum, state }).toEqual({
        sum: price(total, NO_STATE).price,
        state: price(total, NO_STATE).after,
      })
      // Each cost is rounded by itself, so it is that of each usage that stands.
      expect(cost).toBe(stands.reduce((all, one) => all + price(one.quantity.toFixed(), NO_STATE).cost, 0n))
    }),
    { numRuns: 500, seed: 20_261_122 },
  )
})

const usageOf = (said: string, rated: { cost: bigint; price: bigint }): StandingUsage => ({
  key: { day: 1n, source: 'meter', id: 'm' },
  original: {} as StandingUsage['original'],
  quantity: new Decimal(said),
  cost: rated.cost,
  price: rated.price,
  unitCost: null,
  estimated: false,
  voided: false,
  attributes: {},
  nextNumber: 2,
})
