import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateFee, type FeeRule } from '../../../../shared/fees/rule.ts'
import { FEE_RULES } from '../../../../shared/fees/table.ts'
import {
  breakEvenMultiplier,
  breakEvenReload,
  grossUp,
  lastLosingCent,
  reloadNet,
} from '../../../../shared/margin/reload.ts'
import { marginAfterFees } from '../../../../shared/margin/after-fees.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'

const CENT = 10_000_000n
const rules = fc
  .record({
    percentPpm: fc.bigInt({ min: 0n, max: 60_000n }),
    cents: fc.bigInt({ min: 0n, max: 60n }),
    cap: fc.option(fc.bigInt({ min: 60n, max: 600n }), { nil: undefined }),
  })
  .map(({ percentPpm, cents, cap }): FeeRule => ({
    id: 'any',
    percentPpm,
    fixed: cents * CENT,
    currency: 'USD',
    source: 'test',
    validFrom: '2026-01-01',
    ...(cap === undefined ? {} : { cap: cap * CENT }),
  }))
const multipliers = fc.bigInt({ min: 1_001_000n, max: 3_000_000n })
const loses = (reload: bigint, multiplierPpm: bigint, fee: FeeRule) =>
  // Exactly: gross profit < fee, without the rounding of the cost to a nano.
  reload * (multiplierPpm - 1_000_000n) < estimateFee(reload, fee) * multiplierPpm

describe('lastLosingCent', () => {
  it('agrees with trying every cent up to 400.00', () => {
    fc.assert(
      fc.property(multipliers, rules, (multiplierPpm, fee) => {
        const last = lastLosingCent(multiplierPpm, fee)
        let worst = 0n
        for (let cents = 1n; cents <= 40_000n; cents++) {
          if (loses(cents * CENT, multiplierPpm, fee)) worst = cents * CENT
        }
        if (last !== null && last <= 40_000n * CENT) expect(last).toBe(worst)
        else expect(worst).toBeGreaterThan(0n)
      }),
      { numRuns: 20 },
    )
  })

  it('knows a flat fee, a capped one and none', () => {
    expect(formatNano(lastLosingCent(1_050_000n, FEE_RULES.sepaDebit) ?? 0n)).toBe('7.34')
    expect(lastLosingCent(1_050_000n, FEE_RULES.none)).toBe(0n)
    // At 1.005x the share kept is below 0.8 %, but the cap of 5.00 ends the loss at 1,005.00.
    expect(formatNano(breakEvenReload(1_005_000n, FEE_RULES.usAch) ?? 0n)).toBe('1005')
    expect(formatNano(lastLosingCent(1_005_000n, FEE_RULES.usAch) ?? 0n)).toBe('1004.99')
    expect(lastLosingCent(1_000_000n, FEE_RULES.usCard)).toBeNull()
    // A cap may also end the loss before the rate would: 0.50 ÷ (1 − 1/1.05) instead of 16.1125.
    const capped = { ...FEE_RULES.usCard, cap: parseNano('0.5') }
    expect(formatNano(breakEvenReload(1_050_000n, capped) ?? 0n)).toBe('10.5')
  })

  it('looks beyond the break-even, where the fee is still rounded up', () => {
    expect(formatNano(breakEvenReload(1_045_000n, FEE_RULES.usCard) ?? 0n)).toBe('21.333787003')
    expect(formatNano(lastLosingCent(1_045_000n, FEE_RULES.usCard) ?? 0n)).toBe('21.59')
  })
})

describe('grossUp and breakEvenMultiplier', () => {
  it('charges the smallest cent amount that leaves the net', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 100_000n }), rules, (cents, fee) => {
        const net = cents * CENT
        const up = grossUp(net, fee)
        expect(up.charge - up.fee).toBeGreaterThanOrEqual(net)
        expect(up.charge - CENT - estimateFee(up.charge - CENT, fee)).toBeLessThan(net)
      }),
    )
  })

  it('finds the least multiplier that does not lose', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 100n, max: 100_000n }), rules, (cents, fee) => {
        const least = breakEvenMultiplier(cents * CENT, fee)
        if (least === null) return
        expect(loses(cents * CENT, least, fee)).toBe(false)
        if (least > 1_000_000n) expect(loses(cents * CENT, least - 1n, fee)).toBe(true)
      }),
    )
    expect(breakEvenMultiplier(parseNano('0.3'), FEE_RULES.usCard)).toBeNull()
  })
})

describe('a multiplier of 0', () => {
  it('has no top-up that is ever used up, but a margin view that loses the cost', () => {
    expect(reloadNet({ reload: parseNano('10'), multiplierPpm: 0n, fee: FEE_RULES.usCard })).toBeNull()
    const view = marginAfterFees({
      unitCost: parseNano('12.34'),
      multiplierPpm: 0n,
      volume: parseNano('1'),
      reload: parseNano('10'),
      feeRule: FEE_RULES.usCard,
    })
    expect([view.price, view.fees, view.profit].map(formatNano)).toEqual(['0', '0', '-12.34'])
    expect([view.loses, view.marginPpm]).toEqual([true, null])
  })
})

describe('marginAfterFees', () => {
  it('agrees with reloadNet when the volume uses up one top-up', () => {
    const reload = parseNano('10.5')
    const one = reloadNet({ reload, multiplierPpm: 1_050_000n, fee: FEE_RULES.usCard })
    const view = marginAfterFees({
      unitCost: parseNano('0.01'),
      multiplierPpm: 1_050_000n,
      volume: parseNano('1000'),
      reload,
      feeRule: FEE_RULES.usCard,
    })
    expect(view.price).toBe(reload)
    expect(view.profit).toBe(one?.net)
    expect(view.loses).toBe(one?.loses)
  })

  it('takes a price instead of a multiplier and spreads the fee by turnover', () => {
    const view = marginAfterFees({
      unitCost: parseNano('0.006'),
      price: parseNano('0.02'),
      volume: parseNano('1000'),
      reload: parseNano('50'),
      feeRule: FEE_RULES.usCard,
    })
    expect(view.multiplierPpm).toBe(3_333_333n)
    expect(view.grossMarginPpm).toBe(700_000n)
    expect([view.feePerReload, view.fees, view.profit].map(formatNano)).toEqual(['1.75', '0.7', '13.3'])
    expect(view.marginPpm).toBe(665_000n)
  })
})
