import { PPM, type Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'

/**
 * Monthly wholesale usage from which a dearer plan pays for itself, because it lets the agency charge `to`
 * instead of `from`: extra ÷ (to − from), half-up to the nano. Null where the multiplier does not rise.
 */
export const planPayback = (input: {
  extraPerMonth: Nano
  fromMultiplierPpm: bigint
  toMultiplierPpm: bigint
}): Nano | null => {
  const gain = input.toMultiplierPpm - input.fromMultiplierPpm
  return gain <= 0n ? null : divide(input.extraPerMonth * PPM, gain, 'halfUp')
}

/** What paying by the year saves against twelve months. */
export const yearlySaving = (perMonth: Nano, perYear: Nano): Nano => 12n * perMonth - perYear
