import { RatingError } from './error.ts'
import { divide } from '../money/rounding.ts'
import { formatNano, NANO_PER_UNIT } from '../money/nano.ts'

const checked = (seconds: bigint | number): bigint => {
  if (seconds < 0 || (typeof seconds === 'number' && !Number.isSafeInteger(seconds))) {
    throw new RatingError('invalid_decimal', 'seconds', 'expected whole seconds ≥ 0')
  }
  return BigInt(seconds)
}

/** Started minutes as a quantity: 0 s → `0`, 60 s → `1`, 61 s → `2`. */
export const startedMinutes = (seconds: bigint | number): string =>
  divide(checked(seconds), 60n, 'ceil').toString()

/** Minutes to the second as a quantity with nine decimals, half-up: 61 s → `1.016666667`. */
export const exactMinutes = (seconds: bigint | number): string =>
  formatNano(divide(checked(seconds) * NANO_PER_UNIT, 60n, 'halfUp'))
