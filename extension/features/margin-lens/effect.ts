import { estimateFee, type FeeRule } from '../../../shared/fees/rule.ts'
import { breakEvenMultiplier, reloadNet } from '../../../shared/margin/reload.ts'
import { markupToMultiplier } from '../../../shared/margin/convert.ts'
import { parseMultiplier } from '../../../shared/margin/parse.ts'
import { parseNano, PPM, type Nano } from '../../../shared/money/nano.ts'
import { divide } from '../../../shared/money/rounding.ts'

/** No multiplier is higher (shared/contract/scalars.ts). */
const MULTIPLIER_MAX_PPM = 1_000n * PPM
const PERCENT = /^(-?\d{1,6}(?:[.,]\d{1,4})?)\s*%?$/

/** What stands in a field of the page, in ppm of the cost; null where it is no multiplier, or none above 0. */
export function readField(text: string, unit: string | undefined): bigint | null {
  const ppm = unit === 'percent' ? percentOf(text.trim()) : multiplierOf(text)
  return ppm !== null && ppm > 0n && ppm <= MULTIPLIER_MAX_PPM ? ppm : null
}

function percentOf(text: string): bigint | null {
  const digits = PERCENT.exec(text)?.[1]
  return digits === undefined ? null : markupToMultiplier(parseNano(digits.replace(',', '.')) / 100_000n)
}

function multiplierOf(text: string): bigint | null {
  try {
    return parseMultiplier(text)
  } catch {
    return null
  }
}

export interface Effect {
  /** What the client pays for 100 units of money in cost. */
  priceOf100: Nano
  /** Of one reload: what is left before and after the payment fee. */
  gross: Nano
  fee: Nano
  net: Nano
  /** Rounded up to the ppm; null where the fee takes the whole reload. */
  breakEvenPpm: bigint | null
}

/** What a multiplier leaves of one reload of this size. `multiplierPpm` and `reload` are above 0. */
export function effectOf(multiplierPpm: bigint, reload: Nano, rule: FeeRule): Effect {
  const kept = reloadNet({ reload, multiplierPpm, fee: rule })
  return {
    priceOf100: divide(parseNano('100') * multiplierPpm, PPM, 'halfUp'),
    gross: kept?.gross ?? 0n,
    fee: kept?.fee ?? 0n,
    net: kept?.net ?? 0n,
    breakEvenPpm: breakEvenMultiplier(reload, rule),
  }
}

/**
 * The profit after fees of some usage at cost if all of it were priced at this multiplier; fees are spread by
 * turnover, at the fee of one reload of this size.
 */
export function spanAt(cost: Nano, multiplierPpm: bigint, reload: Nano, rule: FeeRule): Nano {
  const price = divide(cost * multiplierPpm, PPM, 'halfUp')
  const fees = reload > 0n ? divide(estimateFee(reload, rule) * price, reload, 'halfUp') : 0n
  return price - cost - fees
}
