import { fromMinor, toMinor } from '../../../shared/money/minor.ts'
import { divide } from '../../../shared/money/rounding.ts'

/** Stripe takes at most eight digits of minor units (docs.stripe.com/currencies, as known on 2026-11-21). */
const MINOR_MAX = 99_999_999n

/** Nano → Stripe's integer of minor units. @throws RangeError for what cannot be charged: a fraction of a unit, ≤ 0, too much */
export function stripeAmount(nano: bigint, currency: string): number {
  const { minor, residual } = toMinor(nano, currency, 'floor')
  if (residual !== 0n || minor <= 0n || minor > MINOR_MAX) {
    throw new RangeError(
      'an amount for Stripe is a positive whole number of minor units of at most eight digits',
    )
  }
  // Stripe's SDK takes a number; eight digits are exact in one.
  return Number(minor)
}

/** As `stripeAmount`, for a line of a document, which may be 0 or below. @throws RangeError for a fraction of a unit, too much */
export function signedAmount(nano: bigint, currency: string): number {
  const { minor, residual } = toMinor(nano, currency, 'floor')
  if (residual !== 0n || minor > MINOR_MAX || minor < -MINOR_MAX) {
    throw new RangeError('a line for Stripe is a whole number of minor units of at most eight digits')
  }
  return Number(minor)
}

/** Stripe's integer of minor units → nano. */
export const nanoOf = (minor: number, currency: string): bigint =>
  fromMinor(BigInt(minor), currency.toUpperCase())

/** What a movement of Stripe's balance looks like to us. */
interface Movement {
  readonly amount: number
  readonly fee: number
  readonly currency: string
}

/**
 * The fee of a movement in the charge's currency. Where the account settles in another currency, the fee is carried
 * back at the rate of this very movement: fee × charged ÷ settled, half-up to the nano.
 */
export function feeIn(currency: string, charged: bigint, movement: Movement): bigint {
  const fee = nanoOf(movement.fee, movement.currency)
  if (movement.currency.toUpperCase() === currency) return fee
  const settled = nanoOf(movement.amount, movement.currency)
  return settled === 0n ? 0n : divide(fee * charged, settled, 'halfUp')
}
