import type { Nano } from '../money/nano.ts'
import { NANO_MAX } from '../money/nano.ts'
import { abs, divide } from '../money/rounding.ts'
import { RatingError } from './error.ts'

const PLAIN = /^-?\d{1,20}(?:\.\d{1,40})?$/

/**
 * The exact product of decimal strings in nano, rounded half-up once at the end. Plain bigint: an event that
 * needs no state is one or two such products, five times faster than with a decimal library.
 * `fields` names the factors for errors. Throws `RatingError` for no plain decimal or a product beyond ±9.2 billion units.
 */
export const productNano = (fields: readonly string[], ...factors: readonly string[]): Nano => {
  let digits = 1n
  let scale = 0
  for (const [index, factor] of factors.entries()) {
    if (!PLAIN.test(factor))
      throw new RatingError('invalid_decimal', fields[index] ?? 'factor', 'expected a plain decimal')
    const point = factor.indexOf('.')
    if (point >= 0) scale += factor.length - point - 1
    digits *= BigInt(point < 0 ? factor : factor.slice(0, point) + factor.slice(point + 1))
  }
  const nano =
    scale <= 9 ? digits * 10n ** BigInt(9 - scale) : divide(digits, 10n ** BigInt(scale - 9), 'halfUp')
  if (abs(nano) > NANO_MAX) throw new RatingError('out_of_range', 'amount', 'beyond ±9.2 billion units')
  return nano
}
