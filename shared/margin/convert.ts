import { PPM, type Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'

/*
 * multiplier = price ÷ cost · markup = multiplier − 1 · margin = (price − cost) ÷ price, all in ppm
 * (1.05 is 1_050_000n). Multiplier ↔ markup is exact. A margin is a ratio, so it is rounded half-up to a ppm:
 * margin → multiplier → margin gives back every margin ≥ 0, multiplier → margin → multiplier every one ≤ 1.
 * An editor therefore keeps the field the user typed and derives the others from it.
 */

export const multiplierToMarkup = (multiplierPpm: bigint): bigint => multiplierPpm - PPM

export const markupToMultiplier = (markupPpm: bigint): bigint => markupPpm + PPM

/** Null for a multiplier of 0: with no price there is no margin. */
export const multiplierToMargin = (multiplierPpm: bigint): bigint | null =>
  multiplierPpm === 0n ? null : divide((multiplierPpm - PPM) * PPM, multiplierPpm, 'halfUp')

/** Null from a margin of 100 % up: no finite price reaches it. */
export const marginToMultiplier = (marginPpm: bigint): bigint | null =>
  marginPpm >= PPM ? null : divide(PPM * PPM, PPM - marginPpm, 'halfUp')

/** Price per unit, half-up to the nano. */
export const multiplierToPrice = (unitCost: Nano, multiplierPpm: bigint): Nano =>
  divide(unitCost * multiplierPpm, PPM, 'halfUp')

/** Null where the cost is 0: any price is infinitely many times nothing. */
export const priceToMultiplier = (unitCost: Nano, unitPrice: Nano): bigint | null =>
  unitCost === 0n ? null : divide(unitPrice * PPM, unitCost, 'halfUp')

/** (price − cost) ÷ price in ppm; null for a price of 0. */
export const marginOf = (cost: Nano, price: Nano): bigint | null =>
  price === 0n ? null : divide((price - cost) * PPM, price, 'halfUp')
