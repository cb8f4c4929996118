import { MoneyError } from './error.ts'

/**
 * How a quotient becomes an integer.
 *
 * - `halfUp`: nearest, ties away from zero (10.125 → 10.13, −10.125 → −10.13)
 * - `halfEven`: nearest, ties to the even neighbour (10.125 → 10.12)
 * - `ceil`: towards +∞; `floor`: towards −∞
 */
export type Rounding = 'halfUp' | 'halfEven' | 'ceil' | 'floor'

/** Integer division with a named rounding. Throws `MoneyError('division_by_zero')`. */
export const divide = (numerator: bigint, denominator: bigint, rounding: Rounding): bigint => {
  if (denominator === 0n) throw new MoneyError('division_by_zero', 'division by zero')
  const quotient = numerator / denominator
  const rest = numerator - quotient * denominator
  if (rest === 0n) return quotient
  const negative = numerator < 0n !== denominator < 0n
  const away = negative ? quotient - 1n : quotient + 1n
  if (rounding === 'ceil') return negative ? quotient : away
  if (rounding === 'floor') return negative ? away : quotient
  const doubled = 2n * abs(rest)
  const half = abs(denominator)
  if (doubled !== half) return doubled > half ? away : quotient
  return rounding === 'halfUp' || quotient % 2n !== 0n ? away : quotient
}

/** Absolute value. */
export const abs = (value: bigint): bigint => (value < 0n ? -value : value)
