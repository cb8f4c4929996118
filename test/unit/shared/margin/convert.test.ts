import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  marginOf,
  marginToMultiplier,
  markupToMultiplier,
  multiplierToMargin,
  multiplierToMarkup,
  multiplierToPrice,
  priceToMultiplier,
} from '../../../../shared/margin/convert.ts'
import { formatMultiplier, parseMultiplier } from '../../../../shared/margin/parse.ts'
import {
  highLevelPercentToMultiplier,
  multiplierToHighLevelPercent,
  passThroughMultiplier,
} from '../../../../shared/margin/highlevel.ts'

const ppm = (min: bigint, max: bigint) => fc.bigInt({ min, max })

describe('multiplier ↔ markup ↔ margin ↔ price', () => {
  it('knows the figures', () => {
    expect(multiplierToMarkup(1_050_000n)).toBe(50_000n)
    expect(multiplierToMargin(1_050_000n)).toBe(47_619n)
    expect(multiplierToMargin(2_000_000n)).toBe(500_000n)
    expect(multiplierToMargin(500_000n)).toBe(-1_000_000n)
    expect(marginToMultiplier(700_000n)).toBe(3_333_333n)
    expect(multiplierToPrice(6_750_000n, 1_500_000n)).toBe(10_125_000n)
    expect(priceToMultiplier(6_000_000n, 20_000_000n)).toBe(3_333_333n)
  })

  it('has no margin without a price, no multiplier without a cost or at 100 %', () => {
    expect(multiplierToMargin(0n)).toBeNull()
    expect(marginOf(5n, 0n)).toBeNull()
    expect(priceToMultiplier(0n, 5n)).toBeNull()
    expect(marginToMultiplier(1_000_000n)).toBeNull()
  })

  it('gives back every markup', () => {
    fc.assert(fc.property(ppm(0n, 10n ** 9n), (m) => markupToMultiplier(multiplierToMarkup(m)) === m))
  })

  it('gives back every margin from 0 up', () => {
    fc.assert(
      fc.property(ppm(0n, 999_999n), (margin) => {
        const multiplier = marginToMultiplier(margin)
        return multiplier !== null && multiplierToMargin(multiplier) === margin
      }),
    )
  })

  it('gives back every multiplier up to 1, and above it within what a ppm of margin means', () => {
    fc.assert(
      fc.property(ppm(1n, 10_000_000n), (multiplier) => {
        const margin = multiplierToMargin(multiplier) ?? 0n
        const back = marginToMultiplier(margin) ?? 0n
        const error = back > multiplier ? back - multiplier : multiplier - back
        if (multiplier <= 1_000_000n) expect(error).toBe(0n)
        else expect(error <= (multiplier * multiplier) / 10n ** 12n + 1n).toBe(true)
      }),
    )
  })

  it('gives back every multiplier through a price of cost ≥ 0.001, and every price of cost ≤ 0.001', () => {
    fc.assert(
      fc.property(ppm(1_000_000n, 10n ** 12n), ppm(0n, 1_000_000_000n), (cost, multiplier) => {
        expect(priceToMultiplier(cost, multiplierToPrice(cost, multiplier))).toBe(multiplier)
      }),
    )
    fc.assert(
      fc.property(ppm(1n, 1_000_000n), ppm(0n, 10n ** 10n), (cost, price) => {
        expect(multiplierToPrice(cost, priceToMultiplier(cost, price) ?? 0n)).toBe(price)
      }),
    )
  })
})

describe('parseMultiplier', () => {
  it.each([
    ['1.5', 1_500_000n],
    ['1,5x', 1_500_000n],
    ['1.05 ×', 1_050_000n],
    ['x2', 2_000_000n],
    ['105 %', 1_050_000n],
    ['+5%', 1_050_000n],
    ['0', 0n],
    ['1.000001', 1_000_001n],
    ['104.5%', 1_045_000n],
  ])('%s', (text, value) => expect(parseMultiplier(text)).toBe(value))

  it.each(['', 'x', '-1', '+1.5', '1.2.3', '1.0000001', '1e3', '%', '100.00001%'])('refuses %j', (text) => {
    expect(() => parseMultiplier(text)).toThrow(expect.objectContaining({ name: 'MoneyError' }))
  })

  it('gives back every multiplier', () => {
    fc.assert(fc.property(ppm(0n, 10n ** 9n), (m) => parseMultiplier(formatMultiplier(m)) === m))
  })
})

describe('HighLevel: percent or multiplier', () => {
  // `update-rebilling`: markup 5 is 1.05x; `allow-attach-rebilling`: multiplier 4 is stored as 300 %.
  it.each([
    [1_050_000n, '5'],
    [4_000_000n, '300'],
    [1_000_000n, '0'],
    [1_045_000n, '4.5'],
    [900_000n, '-10'],
  ])('%s ppm is %s %%', (multiplier, percent) => {
    expect(multiplierToHighLevelPercent(multiplier)).toBe(percent)
    expect(highLevelPercentToMultiplier(percent)).toBe(multiplier)
  })

  it('converts both ways for every multiplier, and refuses what is finer', () => {
    fc.assert(
      fc.property(
        ppm(0n, 10n ** 9n),
        (m) => highLevelPercentToMultiplier(multiplierToHighLevelPercent(m)) === m,
      ),
    )
    expect(() => highLevelPercentToMultiplier('5.00001')).toThrow(
      expect.objectContaining({ code: 'too_many_decimals' }),
    )
  })
})

describe('pass-through fees', () => {
  it('turn 10 into 10.50, and into 21 at 2x', () => {
    const fee = 10_000_000_000n
    expect(multiplierToPrice(fee, passThroughMultiplier(1_000_000n))).toBe(10_500_000_000n)
    expect(multiplierToPrice(fee, passThroughMultiplier(2_000_000n))).toBe(21_000_000_000n)
    expect(passThroughMultiplier(2_000_000n, 0n)).toBe(2_000_000n)
  })
})
