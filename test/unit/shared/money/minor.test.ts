import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargeStep, exponentOf } from '../../../../shared/money/currency.ts'
import { fromMinor, roundToMinor, splitByWeight, toCharge, toMinor } from '../../../../shared/money/minor.ts'
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

describe('charging what is owed', () => {
  // W8: a 20-credit mailing at 0,01 € is 0,20 €, below the 0,50 € minimum.
  it('W8 accumulates below the minimum and charges from it on', () => {
    const minimum = parseNano('0.5')
    expect(toCharge(parseNano('0.2'), 'EUR', minimum)).toEqual({ minor: 0n, residual: parseNano('0.2') })
    expect(toCharge(parseNano('0.4999'), 'EUR', minimum).minor).toBe(0n)
    expect(toCharge(parseNano('0.6'), 'EUR', minimum)).toEqual({ minor: 60n, residual: 0n })
    expect(toCharge(parseNano('-3'), 'EUR', minimum)).toEqual({ minor: 0n, residual: parseNano('-3') })
  })

  it.each(CURRENCIES)('Σ charged + residual = Σ rated in %s', (currency) => {
    const event = fc.bigInt({ min: -5_000_000n, max: 2_000_000_000n })
    const runs = fc.array(fc.record({ rated: event, settle: fc.boolean() }), { maxLength: 200 })
    fc.assert(
      fc.property(runs, (events) => {
        let owed = 0n
        let charged = 0n
        for (const { rated, settle } of events) {
          owed += rated
          if (!settle) continue
          const { minor, residual } = toCharge(owed, currency, parseNano('0.5'))
          charged += fromMinor(minor, currency)
          owed = residual
          expect(minor % chargeStep(currency)).toBe(0n)
        }
        expect(charged + owed).toBe(events.reduce((sum, one) => sum + one.rated, 0n))
      }),
    )
  })

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

describe('splitByWeight', () => {
  it('gives the rest to the largest remainders, the earlier on a tie', () => {
    expect(splitByWeight(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n])
    expect(splitByWeight(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n])
    expect(splitByWeight(10n, [1n, 5n, 3n])).toEqual([1n, 6n, 3n])
    expect(splitByWeight(5n, [0n, 0n])).toEqual([3n, 2n])
    expect(() => splitByWeight(1n, [])).toThrow(expect.objectContaining({ code: 'out_of_range' }))
    expect(() => splitByWeight(1n, [-1n])).toThrow(expect.objectContaining({ code: 'out_of_range' }))
  })

  it('sums to the total, each part within one of its share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), weights, (total, shares) => {
        const sum = shares.reduce((a, b) => a + b, 0n)
        const parts = splitByWeight(total, shares)
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total)
        if (sum === 0n) return
        for (const [index, part] of parts.entries()) {
          const error = part * sum - total * (shares[index] ?? 0n)
          expect(error < sum && error > -sum).toBe(true)
        }
      }),
    )
  })
})
