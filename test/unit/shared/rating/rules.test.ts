import { describe, expect, it } from 'vitest'
import { formatNano } from '../../../../shared/money/nano.ts'
import { rate } from '../../../../shared/rating/rate.ts'
import { needsState, statePeriod, type PriceRule } from '../../../../shared/rating/rule.ts'
import { pricesOf, termsOf } from './terms.ts'

const tiers = (mode: 'graduated' | 'volume'): PriceRule => ({
  kind: 'tiers',
  mode,
  tiers: [
    { upTo: '100', unitPrice: '0.10' },
    { upTo: '1000', unitPrice: '0.08', flat: '5' },
    { upTo: null, unitPrice: '0.05' },
  ],
})

describe('tiers', () => {
  it('graduated: each unit at its own tier', () => {
    expect(pricesOf(tiers('graduated'), ['100'])).toEqual(['10'])
    expect(pricesOf(tiers('graduated'), ['101'])).toEqual(['15.08'])
    expect(pricesOf(tiers('graduated'), ['1100'])).toEqual(['92'])
    expect(pricesOf(tiers('graduated'), ['99', '1', '1', '899', '100'])).toEqual([
      '9.9',
      '0.1',
      '5.08',
      '71.92',
      '5',
    ])
  })

  it('volume: all units at the tier reached, so a cheaper tier gives back', () => {
    expect(pricesOf(tiers('volume'), ['100'])).toEqual(['10'])
    expect(pricesOf(tiers('volume'), ['1000'])).toEqual(['85'])
    expect(pricesOf(tiers('volume'), ['1000', '1'])).toEqual(['85', '-34.95'])
  })
})

describe('package', () => {
  it('charges a started package whole, once', () => {
    const rule: PriceRule = { kind: 'package', size: '100', price: '9' }
    expect(pricesOf(rule, ['1', '98', '1', '1'])).toEqual(['9', '0', '0', '9'])
    expect(pricesOf(rule, ['250'])).toEqual(['27'])
  })
})

describe('included, minimum and cap', () => {
  it('B-05: prices only what goes beyond the included quantity', () => {
    const rule: PriceRule = { kind: 'multiplier', multiplier: '2', included: '100' }
    expect(pricesOf(rule, ['60', '60', '10'])).toEqual(['0', '40', '20'])
  })

  it('MO-08: within the free quota the price is 0', () => {
    expect(pricesOf({ kind: 'unitPrice', unitPrice: '0.09', included: '100' }, ['100'])).toEqual(['0'])
  })

  it('gives back a refund that comes before any usage, although a quantity is included', () => {
    const rule: PriceRule = { kind: 'unitPrice', unitPrice: '1', included: '10' }
    expect(pricesOf(rule, ['-5', '5', '12'])).toEqual(['-5', '5', '2'])
  })

  it('gives back whole packages and set-up fees when the reversal comes first', () => {
    expect(pricesOf({ kind: 'package', size: '100', price: '9' }, ['-1', '1', '1'])).toEqual(['-9', '9', '9'])
    expect(pricesOf({ kind: 'setupFee', price: '99' }, ['-1', '1', '1'])).toEqual(['-99', '99', '99'])
  })

  it('stops at the cap and resumes when a reversal brings the sum below it', () => {
    const rule: PriceRule = { kind: 'unitPrice', unitPrice: '1', cap: '50' }
    expect(pricesOf(rule, ['40', '20', '5', '-20', '10'])).toEqual(['40', '10', '0', '-5', '5'])
  })

  it('charges the minimum with the first use, and not again', () => {
    const rule: PriceRule = { kind: 'unitPrice', unitPrice: '1', minimum: '10' }
    expect(pricesOf(rule, ['2', '3', '5', '1'])).toEqual(['10', '0', '0', '1'])
    expect(pricesOf(rule, ['0'])).toEqual(['0'])
    expect(pricesOf(rule, ['2', '-2'])).toEqual(['10', '-10'])
  })

  it('composes all three', () => {
    const rule: PriceRule = { kind: 'unitPrice', unitPrice: '1', included: '10', minimum: '5', cap: '20' }
    expect(pricesOf(rule, ['10', '8', '100', '1'])).toEqual(['5', '3', '12', '0'])
  })

  it('applies to a multiplier whose unit cost differs from use to use', () => {
    const rule: PriceRule = { kind: 'multiplier', multiplier: '2', cap: '10' }
    const first = rate({ service: 'any', quantity: '1', unitCost: '3' }, termsOf(rule))
    const second = rate(
      { service: 'any', quantity: '1', unitCost: '4' },
      termsOf(rule, '0', { before: first.after }),
    )
    expect([first, second].map((one) => formatNano(one.price))).toEqual(['6', '4'])
    expect(formatNano(second.after.price)).toBe('14')
  })
})

describe('a rule that changes in the middle of a period', () => {
  it('prices only what comes after with the new one', () => {
    const before = rate(
      { service: 'any', quantity: '100' },
      termsOf({ kind: 'unitPrice', unitPrice: '1' }, '1'),
    ).after
    expect(pricesOf({ kind: 'unitPrice', unitPrice: '3', cap: '130' }, ['10', '10'], { before })).toEqual([
      '30',
      '0',
    ])
  })
})

describe('recurring, set-up fee, hourly', () => {
  it('MO-06: a set-up fee is due once in a client’s life', () => {
    const rule: PriceRule = { kind: 'setupFee', price: '99' }
    expect(pricesOf(rule, ['1', '1', '5'])).toEqual(['99', '0', '0'])
    expect(statePeriod(rule)).toBe('lifetime')
  })

  it('a recurring fee counts periods, also in parts', () => {
    const rule: PriceRule = { kind: 'recurring', price: '30', every: 'quarter', onlyIfActive: false }
    expect(pricesOf(rule, ['1', '0.5'])).toEqual(['30', '15'])
    expect(statePeriod(rule)).toBe('quarter')
  })

  it('a monthly price asks for the hours of the month', () => {
    const rule: PriceRule = { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' }
    expect(() => rate({ service: 'any', quantity: '1' }, termsOf(rule))).toThrow(
      expect.objectContaining({ code: 'missing_period_hours', field: 'periodHours' }),
    )
  })

  it('spreads to the minor unit of the currency', () => {
    const rule: PriceRule = { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' }
    const price = { id: 'rule', rule, currency: 'JPY' }
    const costRate = { id: 'cost', unitCost: '0', currency: 'JPY' }
    expect(pricesOf(rule, ['5', '5', '5'], { price, costRate, periodHours: '720' })).toEqual(['1', '0', '1'])
  })
})

describe('currencies and unknown costs', () => {
  const rule: PriceRule = { kind: 'multiplier', multiplier: '1.5' }
  const euro = { price: { id: 'rule', rule, currency: 'EUR' } }

  it('converts the cost by the given rate and names it', () => {
    const rated = rate(
      { service: 'any', quantity: '1000' },
      termsOf(rule, '0.00675', { ...euro, fx: { id: 'ecb-2026-11-20', rate: '0.8634' } }),
    )
    expect(formatNano(rated.cost)).toBe('6.75')
    expect(formatNano(rated.price)).toBe('8.741925')
    expect([rated.costCurrency, rated.currency, rated.fxRateId]).toEqual(['USD', 'EUR', 'ecb-2026-11-20'])
  })

  it('refuses to mix currencies without a rate', () => {
    expect(() => rate({ service: 'any', quantity: '1' }, termsOf(rule, '1', euro))).toThrow(
      expect.objectContaining({ code: 'missing_fx' }),
    )
  })

  it('needs no rate for a price of its own', () => {
    const own: PriceRule = { kind: 'unitPrice', unitPrice: '0.02' }
    const price = { id: 'rule', rule: own, currency: 'EUR' }
    expect(rate({ service: 'any', quantity: '2' }, termsOf(own, '1', { price })).price).toBe(40_000_000n)
  })

  it('absorbs usage without a price, and takes an exact cost over the book’s', () => {
    const absorbed = rate(
      { service: 'any', quantity: '3', unitCost: '0.5' },
      termsOf(rule, '9', { price: null }),
    )
    expect(absorbed).toMatchObject({ cost: 1_500_000_000n, price: 0n, costRateId: null, priceRuleId: null })
    const nothing = termsOf(rule, '0', { price: null, costRate: null })
    expect(rate({ service: 'custom.sms', quantity: '1' }, nothing)).toMatchObject({ cost: 0n, price: 0n })
  })
})

describe('the plan’s cap', () => {
  it('HL-02: never bills above it, whatever the rule says', () => {
    const capped = { planCapPpm: 1_050_000n }
    expect(pricesOf({ kind: 'multiplier', multiplier: '1.5' }, ['100'], capped)).toEqual(['105'])
    expect(pricesOf({ kind: 'multiplier', multiplier: '1.5', included: '50' }, ['100'], capped)).toEqual([
      '52.5',
    ])
    expect(pricesOf({ kind: 'multiplier', multiplier: '1.02' }, ['100'], capped)).toEqual(['102'])
  })
})

describe('what is refused', () => {
  const rule: PriceRule = { kind: 'unitPrice', unitPrice: '1' }

  it.each(['', '1e3', '1,5', 'NaN', '--1', '0x10'])('quantity %j', (quantity) => {
    for (const one of [rule, { ...rule, included: '1' }]) {
      expect(() => rate({ service: 'any', quantity }, termsOf(one))).toThrow(
        expect.objectContaining({ name: 'RatingError', code: 'invalid_decimal', field: 'quantity' }),
      )
    }
  })

  it('an amount beyond what the ledger holds', () => {
    for (const one of [rule, { ...rule, included: '1' }]) {
      expect(() => rate({ service: 'any', quantity: '9300000000' }, termsOf(one))).toThrow(
        expect.objectContaining({ code: 'out_of_range' }),
      )
    }
  })

  it('half a recipient', () => {
    const credits: PriceRule = { kind: 'credits', base: '0', factor: '1', free: '0', creditPrice: '1' }
    expect(() => rate({ service: 'any', quantity: '0.5' }, termsOf(credits))).toThrow(
      expect.objectContaining({ code: 'invalid_decimal' }),
    )
  })
})

it('knows which rules need to know what came before', () => {
  const rules: PriceRule[] = [
    { kind: 'multiplier', multiplier: '1' },
    { kind: 'unitPrice', unitPrice: '1' },
    { kind: 'levelTime', mode: 'hourly', hourlyPrice: '1' },
    { kind: 'recurring', price: '1', every: 'month', onlyIfActive: false },
  ]
  expect(rules.map(needsState)).toEqual([false, false, false, false])
  expect(rules.map((rule) => needsState({ ...rule, cap: '5' }))).toEqual([true, true, true, true])
  const stateful: PriceRule[] = [
    tiers('volume'),
    { kind: 'package', size: '1', price: '1' },
    { kind: 'setupFee', price: '1' },
    { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '1' },
  ]
  expect(stateful.every(needsState)).toBe(true)
})
