import { describe, expect, it } from 'vitest'
import { parsePriceRule } from '../../../../shared/rating/schema.ts'
import type { PriceRule } from '../../../../shared/rating/rule.ts'

const good: PriceRule[] = [
  { kind: 'multiplier', multiplier: '1.05' },
  { kind: 'multiplier', multiplier: '0', included: '100', minimum: '1', cap: '50' },
  { kind: 'unitPrice', unitPrice: '0.00000000025' },
  {
    kind: 'tiers',
    mode: 'graduated',
    tiers: [
      { upTo: '9', unitPrice: '1' },
      { upTo: '10.5', unitPrice: '0.5', flat: '2' },
      { upTo: null, unitPrice: '0' },
    ],
  },
  { kind: 'package', size: '100', price: '9' },
  {
    kind: 'percentage',
    rounding: 'ceil',
    classes: [{ name: 'a', parts: [{ percent: '3', minimum: '0.1', cap: '15' }, { percent: '1' }] }],
  },
  { kind: 'recurring', price: '1', every: 'quarter', onlyIfActive: true },
  { kind: 'setupFee', price: '99' },
  { kind: 'levelTime', mode: 'hourly', hourlyPrice: '0.138' },
  { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' },
  { kind: 'credits', base: '250', factor: '1.05', free: '10', creditPrice: '0.01' },
]

describe('parsePriceRule', () => {
  it.each(good.map((rule) => [rule.kind, rule] as const))('reads a %s rule', (_kind, rule) => {
    expect(parsePriceRule(structuredClone(rule))).toEqual(rule)
  })

  it.each([
    ['rule', null],
    ['kind', { kind: 'free' }],
    ['multiplier', { kind: 'multiplier' }],
    ['multiplier', { kind: 'multiplier', multiplier: 1.5 }],
    ['multiplier', { kind: 'multiplier', multiplier: '1.0000001' }],
    ['multiplier', { kind: 'multiplier', multiplier: '-1' }],
    ['unitPrice', { kind: 'unitPrice', unitPrice: '1e3' }],
    ['cap', { kind: 'unitPrice', unitPrice: '1', minimum: '10', cap: '9.99' }],
    ['minimum', { kind: 'unitPrice', unitPrice: '1', minimum: '-1' }],
    ['size', { kind: 'package', size: '0.00', price: '1' }],
    ['tiers', { kind: 'tiers', mode: 'volume', tiers: [] }],
    ['tiers.0.upTo', { kind: 'tiers', mode: 'volume', tiers: [{ upTo: '5', unitPrice: '1' }] }],
    [
      'tiers.1.upTo',
      {
        kind: 'tiers',
        mode: 'volume',
        tiers: [
          { upTo: '10', unitPrice: '1' },
          { upTo: '9.5', unitPrice: '1' },
          { upTo: null, unitPrice: '1' },
        ],
      },
    ],
    ['classes.1.name', { kind: 'percentage', rounding: 'exact', classes: [one('a'), one('a')] }],
    [
      'classes.0.parts.0.cap',
      { kind: 'percentage', rounding: 'exact', classes: [one('a', { minimum: '2', cap: '1' })] },
    ],
    ['mode', { kind: 'levelTime', mode: 'weekly', monthlyPrice: '1' }],
    ['every', { kind: 'recurring', price: '1', every: 'week', onlyIfActive: false }],
    ['base', { kind: 'credits', base: '0.5', factor: '1', free: '0', creditPrice: '1' }],
    ['rule', { kind: 'setupFee', price: '1', prize: '2' }],
  ])('refuses a bad %s', (field, rule) => {
    const message = expect.objectContaining({ name: 'RatingError', code: 'invalid_rule', field })
    expect(() => parsePriceRule(rule)).toThrow(message)
  })
})

function one(name: string, bounds: object = {}) {
  return { name, parts: [{ percent: '1', ...bounds }] }
}
