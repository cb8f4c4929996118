import { formatNano, mulPpm, parseNano, PPM } from '../money/nano.ts'
import { MoneyError } from '../money/error.ts'

/*
 * HighLevel's interface speaks in multipliers, its `update-rebilling` call takes a percentage on top: markup 5
 * turns 100 USD into 105 USD, i.e. 1.05x. Its `allow-attach-rebilling` call takes a multiplier again and stores
 * 4 as 300 %. (HighLevel API documentation, SaaS section, June 2026.) Only these two functions translate.
 */

const NANO_PER_PERCENT_PPM = 100_000n

/** `1_050_000n` → `5`, a decimal string of percent for `update-rebilling`. */
export const multiplierToHighLevelPercent = (multiplierPpm: bigint): string =>
  formatNano((multiplierPpm - PPM) * NANO_PER_PERCENT_PPM)

/** `5` → `1_050_000n`. Throws `MoneyError` for no decimal or more than four decimals. */
export const highLevelPercentToMultiplier = (percent: string): bigint => {
  const nano = parseNano(percent)
  if (nano % NANO_PER_PERCENT_PPM !== 0n) {
    throw new MoneyError('too_many_decimals', 'at most four decimals of a percent')
  }
  return nano / NANO_PER_PERCENT_PPM + PPM
}

/** What HighLevel adds to carrier, A2P and verified-caller fees for the location (help article 48001223556). */
export const PASS_THROUGH_SURCHARGE_PPM = 50_000n

/**
 * The multiplier on a pass-through fee: base × 1.05 × multiplier, also where rebilling is off (multiplier 1).
 * Another page says such fees are excluded from markup, so the surcharge is a parameter.
 */
export const passThroughMultiplier = (
  multiplierPpm: bigint,
  surchargePpm: bigint = PASS_THROUGH_SURCHARGE_PPM,
): bigint => mulPpm(multiplierPpm, PPM + surchargePpm, 'halfUp')
