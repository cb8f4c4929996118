import { Decimal as Base } from 'decimal.js'
import { inRange, type Nano } from '../money/nano.ts'
import { RatingError } from './error.ts'

/** Own settings, so that nobody else's change ours: 100 digits hold every product of four rates exactly. */
export const Decimal = Base.clone({
  precision: 100,
  rounding: Base.ROUND_HALF_UP,
  toExpPos: 120,
  toExpNeg: -120,
})
export type Decimal = InstanceType<typeof Base>

const PLAIN = /^-?\d{1,20}(?:\.\d{1,40})?$/
const BILLION = new Decimal(1_000_000_000)

/** Reads a plain decimal string; throws `RatingError('invalid_decimal')` naming the field. */
export const decimal = (text: string, field: string): Decimal => {
  if (!PLAIN.test(text)) throw new RatingError('invalid_decimal', field, 'expected a plain decimal')
  return new Decimal(text)
}

/** Half-up (away from zero) to the nano; throws `RatingError('out_of_range')` beyond ±9.2 billion units. */
export const toNano = (amount: Decimal): Nano => {
  const nano = BigInt(amount.times(BILLION).toFixed(0, Base.ROUND_HALF_UP))
  try {
    return inRange(nano)
  } catch {
    throw new RatingError('out_of_range', 'amount', 'beyond ±9.2 billion units')
  }
}

/** The exact amount of a number of nano-units. */
export const fromNano = (nano: Nano): Decimal => new Decimal(nano.toString()).div(BILLION)
