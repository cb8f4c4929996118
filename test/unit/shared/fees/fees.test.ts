import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateFee, withAddOns } from '../../../../shared/fees/rule.ts'
import { FEE_ADD_ONS, FEE_RULES, feeRuleById, INCIDENT_FEES } from '../../../../shared/fees/table.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'

const fee = (amount: string, rule: keyof typeof FEE_RULES) =>
  formatNano(estimateFee(parseNano(amount), FEE_RULES[rule]))

describe('estimateFee', () => {
  it.each([
    ['usCard', '10', '0.59'],
    ['usCard', '220', '6.68'],
    ['usCardInternational', '10', '0.74'],
    ['usCardInternationalFx', '100', '5.7'],
    ['usAch', '100', '0.8'],
    ['usAch', '1000', '5'],
    ['eeaCard', '25', '0.63'],
    ['eeaCardPremium', '100', '2.15'],
    ['eeaCardUk', '100', '2.75'],
    ['eeaCardInternational', '100', '3.5'],
    ['eeaCardInternationalFx', '100', '5.5'],
    ['sepaDebit', '9999', '0.35'],
    ['none', '100', '0'],
  ] as const)('%s on %s', (rule, amount, expected) => expect(fee(amount, rule)).toBe(expected))

  it('takes nothing of nothing', () => {
    expect(fee('0', 'usCard')).toBe('0')
    expect(fee('-5', 'usCard')).toBe('0')
  })

  it('grows with the amount, in whole cents', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 14n })
    fc.assert(
      fc.property(amounts, amounts, fc.constantFrom(...Object.values(FEE_RULES)), (a, b, rule) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        const small = estimateFee(less, rule)
        expect(small % 10_000_000n).toBe(0n)
        expect(small).toBeLessThanOrEqual(estimateFee(more, rule))
      }),
    )
  })
})

describe('withAddOns', () => {
  it('adds shares and rounds once', () => {
    const rule = withAddOns(FEE_RULES.usCard, FEE_ADD_ONS.billing, FEE_ADD_ONS.invoicing)
    expect(rule).toMatchObject({ percentPpm: 40_000n, id: 'stripe.us.card+stripe.billing+stripe.invoicing' })
    expect(formatNano(estimateFee(parseNano('10'), rule))).toBe('0.7')
    expect(withAddOns(FEE_RULES.usCard, FEE_ADD_ONS.connect).percentPpm).toBe(29_000n)
  })

  it('refuses a capped part and another currency', () => {
    expect(() => withAddOns(FEE_RULES.usAch, FEE_ADD_ONS.billing)).toThrow(
      expect.objectContaining({ code: 'not_composable' }),
    )
    expect(() => withAddOns(FEE_RULES.eeaCard, FEE_RULES.usCard)).toThrow(
      expect.objectContaining({ code: 'wrong_currency' }),
    )
  })
})

it('every figure has its source and date, every id one rule', () => {
  const all = [...Object.values(FEE_RULES), ...Object.values(FEE_ADD_ONS)]
  for (const rule of all) expect(feeRuleById(rule.id)).toBe(rule)
  for (const { source, validFrom } of [...all, ...Object.values(INCIDENT_FEES)]) {
    expect(source.length).toBeGreaterThan(10)
    expect(validFrom).toMatch(/^20\d\d-\d\d-\d\d$/)
  }
  const incidents = Object.values(INCIDENT_FEES).map(({ id, amount }) => [id, formatNano(amount)])
  expect(Object.fromEntries(incidents)).toEqual({
    'stripe.us.dispute': '15',
    'stripe.eea.dispute': '20',
    'stripe.sepa.failed': '3.5',
    'stripe.sepa.dispute': '15',
  })
  expect(feeRuleById('unheard-of')).toBeUndefined()
})
