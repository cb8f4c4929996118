import { expect, it } from 'vitest'
import { reckon } from '../../../extension/entrypoints/popup/what-if/reckon.ts'

const USD = 1_000_000_000n

it('B-09: the same usage at another multiplier, fees growing with what is billed', () => {
  const now = { cost: 100n * USD, price: 105n * USD, fees: 4n * USD, profit: 1n * USD }
  // 150 billed bears 4 × 150 ÷ 105 = 5.714285714 of fees.
  expect(reckon(now, 1_500_000n)).toEqual({
    month: { cost: 100n * USD, price: 150n * USD, fees: 5_714_285_714n, profit: 44_285_714_286n },
    hasFees: true,
  })
  expect(reckon(now, 1_050_000n).month).toEqual(now)
})

it('B-09: where nothing is billed there is no fee to grow from, and that is said', () => {
  const absorbed = { cost: 100n * USD, price: 0n, fees: 0n, profit: -100n * USD }
  expect(reckon(absorbed, 2_000_000n)).toEqual({
    month: { cost: 100n * USD, price: 200n * USD, fees: 0n, profit: 100n * USD },
    hasFees: false,
  })
})
