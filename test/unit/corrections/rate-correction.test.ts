import { describe, expect, it } from 'vitest'
import { Decimal } from '../../../shared/rating/decimal.ts'
import { NO_STATE, rate } from '../../../shared/rating/rate.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { rateCorrection, rateExactCost } from '../../../worker/corrections/rate-correction.ts'
import type { StandingUsage } from '../../../worker/corrections/standing-usage.ts'
import type { TermsOfUsage } from '../../../worker/pricing/terms.ts'

const HOURS = '720'
const terms = (rule: PriceRule | null, unitCost = '0.0000000004'): TermsOfUsage => ({
  billedBy: rule === null ? 'agency' : 'ledger',
  billingMode: 'prepaid',
  currency: 'USD',
  rule,
  termsNumber: 1n,
  costRate: { id: 'rate-1', unitCost, currency: 'USD' },
  fx: null,
  planCapPpm: null,
})

/** A usage as it was rated after `before`, and the state it left. */
function rated(own: TermsOfUsage, quantity: string, before = NO_STATE, unitCost?: string) {
  const price = own.rule === null ? null : { id: '1', rule: own.rule, currency: 'USD' }
  const done = rate(
    { service: 's', quantity, ...(unitCost === undefined ? {} : { unitCost }) },
    { costRate: own.costRate, price, fx: null, before, planCapPpm: null, periodHours: HOURS },
  )
  const usage: StandingUsage = {
    key: { day: 1n, source: 'meter', id: 'm1' },
    original: {} as StandingUsage['original'],
    quantity: new Decimal(quantity),
    cost: done.cost,
    price: done.price,
    unitCost: unitCost ?? null,
    estimated: false,
    voided: false,
    attributes: {},
    nextNumber: 2,
  }
  return { usage, after: done.after }
}

const RULES: [string, PriceRule][] = [
  ['a multiplier', { kind: 'multiplier', multiplier: '1.5' }],
  [
    'a multiplier with included quantity and a cost finer than a nano',
    { kind: 'multiplier', multiplier: '3', included: '1' },
  ],
  ['a unit price with a cap', { kind: 'unitPrice', unitPrice: '0.333', cap: '1' }],
  ['packages', { kind: 'package', size: '7', price: '1.99' }],
  ['a set-up fee', { kind: 'setupFee', price: '49' }],
  ['a monthly price spread', { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' }],
]

describe('rating a correction', () => {
  it.each(RULES)('a void gives back exactly what was booked last: %s', (_name, rule) => {
    const own = terms(rule)
    const first = rated(own, '3')
    const second = rated(own, '5', first.after)
    const state = { before: second.after, periodHours: HOURS }
    const undone = rateCorrection(second.usage, own, null, state)
    expect(undone).toMatchObject({ quantity: '-5', cost: -second.usage.cost, price: -second.usage.price })
    if (rule.included !== undefined || rule.cap !== undefined) expect(undone.after).toEqual(first.after)
  })

  it.each(RULES)('amending to another quantity ends where the other would have: %s', (_name, rule) => {
    const own = terms(rule)
    const [wrong, right] = [rated(own, '8'), rated(own, '3')]
    const state = { before: wrong.after, periodHours: HOURS }
    const amended = rateCorrection(wrong.usage, own, { quantity: '3', attributes: {} }, state)
    expect(amended).toMatchObject({
      quantity: '-5',
      cost: right.usage.cost - wrong.usage.cost,
      price: right.usage.price - wrong.usage.price,
    })
  })

  it('a void of usage with a cost of its own, finer than a nano, leaves the running sum as it was', () => {
    const own = terms({ kind: 'multiplier', multiplier: '3', included: '1' })
    const first = rated(own, '2', NO_STATE, '0.0000000004')
    const second = rated(own, '3', first.after, '0.00000000049')
    const state = { before: second.after, periodHours: HOURS }
    // Of 1.47 nano only one is booked, and a third of it is another cost per unit.
    expect(second.usage.cost).toBe(1n)
    const undone = rateCorrection(second.usage, own, null, state)
    expect(undone).toMatchObject({ price: -second.usage.price, after: first.after, unitCost: null })
  })

  it('keeps the cost of one unit that the price stands at, for the next correction', () => {
    const own = terms({ kind: 'multiplier', multiplier: '2', included: '1' }, '0.5')
    const { usage, after } = rated(own, '3')
    const state = { before: after, periodHours: HOURS }
    const stated = { quantity: '3', unitCost: '0.7', attributes: {} }
    expect(rateCorrection(usage, own, stated, state).unitCost).toBe('0.7')
    expect(rateCorrection(usage, own, { quantity: '2', attributes: {} }, state).unitCost).toBe('0.5')
    expect(rateExactCost(usage, own, 1_000_000_000n, state).unitCost).toBe(`0.${'3'.repeat(40)}`)
  })

  it('an exact cost that the price does not follow leaves the price, and a later void takes it out whole', () => {
    const own = {
      ...terms({ kind: 'multiplier', multiplier: '2', included: '1' }, '0.5'),
      billedBy: 'crm',
    } as const
    const { usage, after } = rated(own, '3')
    const state = { before: after, periodHours: HOURS }
    const exact = rateExactCost(usage, own, 9_000_000_000n, state)
    expect(exact).toMatchObject({ cost: 7_500_000_000n, price: 0n, unitCost: '0.5' })
    const adjusted = { ...usage, cost: usage.cost + exact.cost, unitCost: exact.unitCost }
    expect(rateCorrection(adjusted, own, null, state)).toMatchObject({
      cost: -9_000_000_000n,
      price: -usage.price,
      after: NO_STATE,
    })
  })

  it('an exact cost leaves the price where no exchange rate was known', () => {
    const own = { ...terms({ kind: 'multiplier', multiplier: '1.5' }, '0'), currency: 'EUR' }
    const { usage, after } = rated({ ...own, currency: 'USD' }, '3')
    const exact = rateExactCost(usage, own, 5n, { before: after, periodHours: HOURS })
    expect(exact).toMatchObject({ cost: 5n, price: 0n })
  })

  it('half a nano of an exact cost whose share per unit does not end is rounded up', () => {
    const own = terms({ kind: 'multiplier', multiplier: '1.5' }, '0')
    const { usage, after } = rated(own, '3')
    expect(rateExactCost(usage, own, 1n, { before: after, periodHours: HOURS }).price).toBe(2n)
  })

  it('usage that the agency absorbs has no price to correct', () => {
    const own = terms(null, '0.5')
    const { usage, after } = rated(own, '4')
    const state = { before: after, periodHours: HOURS }
    expect(rateCorrection(usage, own, null, state)).toMatchObject({ cost: -2_000_000_000n, price: 0n })
  })

  it('the exact cost moves a multiple of it to the nano, also where a unit’s share of it does not end', () => {
    const own = terms({ kind: 'multiplier', multiplier: '1.5' }, '0.1')
    const { usage, after } = rated(own, '3')
    const exact = rateExactCost(usage, own, 1_000_000_000n, { before: after, periodHours: HOURS })
    expect(exact).toMatchObject({ quantity: '0', cost: 700_000_000n, price: 1_050_000_000n })
  })
})
