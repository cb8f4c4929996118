import { MoneyError } from './error.ts'
import { abs, divide, type Rounding } from './rounding.ts'

/**
 * An amount in nano-units: 10⁻⁹ of the currency's major unit, so 0.00675 USD is `6_750_000n`.
 * Fine enough for every published rate, and a signed 64-bit integer holds ±9.2 billion units.
 */
export type Nano = bigint

export const NANO_PER_UNIT = 1_000_000_000n
export const PPM = 1_000_000n

/** The range that the database's 64-bit integer holds, rounded down to a figure one can remember. */
export const NANO_MAX: Nano = 9_200_000_000_000_000_000n

const DECIMAL = /^-?\d{1,20}(?:\.(\d{1,40}))?$/

/** Returns the amount if it lies within ±9.2e18 nano. Throws `MoneyError('out_of_range')`. */
export const inRange = (nano: Nano): Nano => {
  if (abs(nano) > NANO_MAX) throw new MoneyError('out_of_range', 'amount beyond ±9.2 billion units')
  return nano
}

/**
 * Reads a plain decimal (`-0.114`, `12`, `0.000675`) in major units.
 * Throws `MoneyError`: `not_decimal`, `too_many_decimals` (more than 9), `out_of_range`.
 */
export const parseNano = (text: string): Nano => {
  const match = DECIMAL.exec(text)
  if (!match) throw new MoneyError('not_decimal', 'expected a plain decimal such as -0.114')
  const fraction = match[1] ?? ''
  if (fraction.length > 9) throw new MoneyError('too_many_decimals', 'at most 9 decimals')
  const digits = text.replace('-', '').replace('.', '')
  const size = BigInt(digits) * 10n ** BigInt(9 - fraction.length)
  return inRange(text.startsWith('-') ? -size : size)
}

/** The shortest decimal in major units: `-114_000_000n` → `-0.114`, `0n` → `0`. */
export const formatNano = (nano: Nano): string => {
  const size = abs(nano)
  const fraction = (size % NANO_PER_UNIT).toString().padStart(9, '0').replace(/0+$/, '')
  const whole = (size / NANO_PER_UNIT).toString()
  return `${nano < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`
}

/** `amount × ppm / 10⁶`, e.g. a multiplier of 1.05 is `1_050_000n`. */
export const mulPpm = (nano: Nano, ppm: bigint, rounding: Rounding): Nano => divide(nano * ppm, PPM, rounding)

/** `unit price × quantity`, the quantity itself in 10⁻⁹ of its unit (read it with `parseNano`). */
export const mulQuantity = (unit: Nano, quantity: Nano, rounding: Rounding): Nano =>
  divide(unit * quantity, NANO_PER_UNIT, rounding)
