import { chargeStep, exponentOf } from './currency.ts'
import { NANO_PER_UNIT, type Nano } from './nano.ts'
import { divide, type Rounding } from './rounding.ts'

/** Nano-units in one minor unit of the currency (a cent of USD is `10_000_000n`). */
export const nanoPerMinor = (currency: string): Nano => NANO_PER_UNIT / 10n ** BigInt(exponentOf(currency))

/**
 * What can be charged, and what stays in the ledger: `fromMinor(minor) + residual === nano`, always.
 * `minor` is in Stripe's minor unit and a multiple of what Stripe accepts (KWD: last digit 0; ISK: last two).
 * The residual is below one such step and is negative where the rounding went up.
 */
export const toMinor = (
  nano: Nano,
  currency: string,
  rounding: Rounding,
): { minor: bigint; residual: Nano } => {
  const step = chargeStep(currency)
  const minor = divide(nano, nanoPerMinor(currency) * step, rounding) * step
  return { minor, residual: nano - fromMinor(minor, currency) }
}

/** The exact amount of a number of minor units. */
export const fromMinor = (minor: bigint, currency: string): Nano => minor * nanoPerMinor(currency)

/** Rounds to the currency's minor unit and stays in nano: a line on a document. */
export const roundToMinor = (nano: Nano, currency: string, rounding: Rounding): Nano =>
  fromMinor(divide(nano, nanoPerMinor(currency), rounding), currency)
