import { estimateFee, type FeeRule } from '../fees/rule.ts'
import { nanoPerMinor } from '../money/minor.ts'
import { PPM, type Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'

/** What the agency keeps of one top-up once the client has spent it. */
export interface ReloadResult {
  /** What the platform takes for the usage that this top-up buys, half-up to the nano. */
  readonly cost: Nano
  readonly gross: Nano
  readonly fee: Nano
  readonly net: Nano
  readonly loses: boolean
}

/** A top-up `X` buys `X ÷ multiplier` of cost: net = X − X/m − fee(X). Null for a multiplier ≤ 0 (nothing is ever used up). */
export const reloadNet = (input: {
  reload: Nano
  multiplierPpm: bigint
  fee: FeeRule
}): ReloadResult | null => {
  const { reload, multiplierPpm } = input
  if (multiplierPpm <= 0n) return null
  const cost = divide(reload * PPM, multiplierPpm, 'halfUp')
  const fee = estimateFee(reload, input.fee)
  const gross = reload - cost
  return { cost, gross, fee, net: gross - fee, loses: gross < fee }
}

/**
 * The top-up at which gross profit equals the unrounded fee, rounded up to the nano; every larger one earns
 * (up to the rounding of the fee: see `lastLosingCent`). Null where no top-up ever does.
 */
export const breakEvenReload = (multiplierPpm: bigint, fee: FeeRule): Nano | null => {
  const markup = multiplierPpm - PPM
  if (markup <= 0n) return null
  // Gross share minus fee share, both over multiplier × 10⁶.
  const kept = markup * PPM - fee.percentPpm * multiplierPpm
  const byRate = kept > 0n ? divide(fee.fixed * multiplierPpm * PPM, kept, 'ceil') : null
  const byCap = fee.cap === undefined ? null : divide(fee.cap * multiplierPpm, markup, 'ceil')
  if (byRate === null || byCap === null) return byRate ?? byCap
  return byRate < byCap ? byRate : byCap
}

/** No realistic top-up is larger; a break-even beyond it counts as never, and it bounds the search below. */
const RELOAD_MAX: Nano = 1_000_000_000_000_000n

/**
 * The largest top-up, in whole minor units, that still loses money with the fee rounded as it is charged.
 * `0n` if none loses; null if the loss never ends (or only beyond a million units).
 */
export const lastLosingCent = (multiplierPpm: bigint, fee: FeeRule): Nano | null => {
  const markup = multiplierPpm - PPM
  const breakEven = breakEvenReload(multiplierPpm, fee)
  if (breakEven === null || breakEven > RELOAD_MAX) return null
  const minor = nanoPerMinor(fee.currency)
  const kept = markup * PPM - fee.percentPpm * multiplierPpm
  // Each fee of k minor units is charged on a run of top-ups; the last of the run that loses is the largest
  // below k ÷ gross share. From half a minor unit above the break-even on no rounding can lose any more.
  const byCap = fee.cap === undefined ? null : fee.cap / minor
  const byRate = kept > 0n ? divide((2n * fee.fixed + minor) * markup * PPM, 2n * minor * kept, 'ceil') : null
  let feeMinor = byRate === null || (byCap !== null && byCap < byRate) ? byCap : byRate
  for (; feeMinor !== null && feeMinor > 0n; feeMinor--) {
    const reload = divide(feeMinor * multiplierPpm - 1n, markup, 'floor') * minor
    if (estimateFee(reload, fee) >= feeMinor * minor) return reload
  }
  return 0n
}

/** The multiplier in ppm, rounded up, that just pays for the fee of this top-up; null if the fee eats all of it. */
export const breakEvenMultiplier = (reload: Nano, fee: FeeRule): bigint | null => {
  const kept = reload - estimateFee(reload, fee)
  return kept <= 0n ? null : divide(reload * PPM, kept, 'ceil')
}

/** `exact` is (net + fixed) ÷ (1 − share); `charge` the smallest chargeable amount that leaves at least `net`. */
export const grossUp = (net: Nano, fee: FeeRule): { exact: Nano; charge: Nano; fee: Nano } => {
  const byRate = divide((net + fee.fixed) * PPM, PPM - fee.percentPpm, 'halfUp')
  const exact = fee.cap !== undefined && net + fee.cap < byRate ? net + fee.cap : byRate
  const minor = nanoPerMinor(fee.currency)
  let charge = divide(exact, minor, 'floor') * minor - minor
  // The rounded fee differs from the exact one by half a minor unit at most, so three steps always suffice.
  for (let step = 0; step < 4 && charge - estimateFee(charge, fee) < net; step++) charge += minor
  return { exact, charge, fee: estimateFee(charge, fee) }
}
