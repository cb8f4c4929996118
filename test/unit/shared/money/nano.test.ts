import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNano, mulPpm, mulQuantity, NANO_MAX, parseNano } from '../../../../shared/money/nano.ts'
import { divide } from '../../../../shared/money/rounding.ts'

const nano = fc.bigInt({ min: -NANO_MAX, max: NANO_MAX })

describe('parseNano and formatNano', () => {
  it.each([
    ['0.00675', 6_750_000n],
    ['0.000675', 675_000n],
    ['-0.114', -114_000_000n],
    ['12', 12_000_000_000n],
    ['0.000000001', 1n],
    ['-9200000000', -NANO_MAX],
  ])('%s', (text, value) => {
    expect(parseNano(text)).toBe(value)
    expect(formatNano(value)).toBe(text)
  })

  it('reads 1.50 and -0 and writes the shortest form', () => {
    expect(formatNano(parseNano('1.50'))).toBe('1.5')
    expect(formatNano(parseNano('-0'))).toBe('0')
  })

  it.each([
    ['', 'not_decimal'],
    ['1,5', 'not_decimal'],
    ['1e3', 'not_decimal'],
    ['.5', 'not_decimal'],
    ['5.', 'not_decimal'],
    [' 5', 'not_decimal'],
    ['+5', 'not_decimal'],
    ['Infinity', 'not_decimal'],
    ['0.0000000001', 'too_many_decimals'],
    ['9200000000.000000001', 'out_of_range'],
    ['-9200000001', 'out_of_range'],
  ])('refuses %j as %s', (text, code) => {
    expect(() => parseNano(text)).toThrow(expect.objectContaining({ name: 'MoneyError', code }))
  })

  it('gives back every amount', () => {
    fc.assert(fc.property(nano, (value) => parseNano(formatNano(value)) === value))
  })
})

describe('divide', () => {
  it.each([
    [25n, 10n, { halfUp: 3n, halfEven: 2n, ceil: 3n, floor: 2n }],
    [-25n, 10n, { halfUp: -3n, halfEven: -2n, ceil: -2n, floor: -3n }],
    [35n, 10n, { halfUp: 4n, halfEven: 4n, ceil: 4n, floor: 3n }],
    [24n, 10n, { halfUp: 2n, halfEven: 2n, ceil: 3n, floor: 2n }],
    [-26n, 10n, { halfUp: -3n, halfEven: -3n, ceil: -2n, floor: -3n }],
    [25n, -10n, { halfUp: -3n, halfEven: -2n, ceil: -2n, floor: -3n }],
    [30n, 10n, { halfUp: 3n, halfEven: 3n, ceil: 3n, floor: 3n }],
  ])('%s ÷ %s', (numerator, denominator, expected) => {
    for (const [rounding, value] of Object.entries(expected)) {
      expect(divide(numerator, denominator, rounding as keyof typeof expected), rounding).toBe(value)
    }
  })

  it('refuses zero', () => {
    expect(() => divide(1n, 0n, 'floor')).toThrow(expect.objectContaining({ code: 'division_by_zero' }))
  })

  it('never strays by a whole unit', () => {
    const modes = fc.constantFrom('halfUp', 'halfEven', 'ceil', 'floor')
    const divisor = fc.bigInt({ min: 1n, max: 10n ** 12n })
    fc.assert(
      fc.property(nano, divisor, modes, (value, by, mode) => {
        const error = divide(value, by, mode) * by - value
        return error > -by && error < by
      }),
    )
  })
})

describe('products', () => {
  it('multiplies by ppm and by a quantity', () => {
    expect(mulPpm(parseNano('0.00675'), 1_050_000n, 'halfUp')).toBe(7_087_500n)
    expect(mulQuantity(parseNano('0.00025'), parseNano('100'), 'halfUp')).toBe(parseNano('0.025'))
  })
})
