import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeStep, exponentOf } from '../../../../shared/money/currency.ts'
import { fromMinor, roundToMinor, toMinor } from '../../../../shared/money/minor.ts'
import { parseNano } from '../../../../shared/money/nano.ts'

const CURRENCIES = ['USD', 'EUR', 'JPY', 'KWD', 'ISK'] as const

describe('minor units as Stripe counts them', () => {
  it.each([
    ['USD', '10.125', 'halfUp', 1013n, '-0.005'],
    ['USD', '10.125', 'halfEven', 1012n, '0.005'],
    ['USD', '10.125', 'floor', 1012n, '0.005'],
    ['JPY', '1234.5', 'halfUp', 1235n, '-0.5'],
    ['KWD', '1.2345', 'floor', 1230n, '0.0045'],
    ['KWD', '1.2345', 'ceil', 1240n, '-0.0055'],
    ['ISK', '100.7', 'floor', 10000n, '0.7'],
    ['EUR', '-0.005', 'halfUp', -1n, '0.005'],
  ] as const)('%s %s %s', (currency, amount, rounding, minor, residual) => {
    expect(toMinor(parseNano(amount), currency, rounding)).toEqual({ minor, residual: parseNano(residual) })
  })

  it('knows exponents and steps, and refuses what is no currency', () => {
    expect(['USD', 'JPY', 'KWD', 'HUF', 'UGX'].map(exponentOf)).toEqual([2, 0, 3, 2, 2])
    expect(['USD', 'JPY', 'KWD', 'ISK', 'UGX'].map(chargeStep)).toEqual([1n, 1n, 10n, 100n, 100n])
    expect(() => exponentOf('usd')).toThrow(expect.objectContaining({ code: 'unknown_currency' }))
  })

  it('rounds a line but keeps nano', () => {
    expect(roundToMinor(parseNano('70.875'), 'USD', 'halfUp')).toBe(parseNano('70.88'))
  })
})

describe('rounding to what can be charged', () => {
  it.each(CURRENCIES)('leaves less than one chargeable step in %s', (currency) => {
    const step = fromMinor(chargeStep(currency), currency)
    const mode = fc.constantFrom('halfUp', 'halfEven', 'ceil', 'floor')
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), mode, (nano, rounding) => {
        const { minor, residual } = toMinor(nano, currency, rounding)
        return fromMinor(minor, currency) + residual === nano && residual < step && residual > -step
      }),
    )
  })
})
