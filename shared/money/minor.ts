import { chargeStep, exponentOf } from './currency.ts'
import { MoneyError } from './error.ts'
import { NANO_PER_UNIT, type Nano } from './nano.ts'
import { abs, divide, type Rounding } from './rounding.ts'

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

/**
 * What to charge now of an amount owed: nothing below the provider's minimum (it accumulates), else all whole
 * minor units of it, rounded down, so that nobody pays what was not used. The rest stays owed.
 */
export const toCharge = (owed: Nano, currency: string, minimum: Nano): { minor: bigint; residual: Nano } => {
  const whole = toMinor(owed, currency, 'floor')
  return owed <= 0n || fromMinor(whole.minor, currency) < minimum ? { minor: 0n, residual: owed } : whole
}

/** The exact amount of a number of minor units. */
export const fromMinor = (minor: bigint, currency: string): Nano => minor * nanoPerMinor(currency)

/** Rounds to the currency's minor unit and stays in nano: a line on a document. */
export const roundToMinor = (nano: Nano, currency: string, rounding: Rounding): Nano =>
  fromMinor(divide(nano, nanoPerMinor(currency), rounding), currency)

/**
 * Splits a total in proportion to the weights so that the parts sum to it exactly (largest remainder;
 * on a tie the earlier part gets the unit). Weights are ≥ 0; all zero means equal shares.
 * Throws `MoneyError` for no parts or a negative weight.
 */
export const splitByWeight = (total: bigint, weights: readonly bigint[]): bigint[] => {
  if (weights.length === 0 || weights.some((weight) => weight < 0n)) {
    throw new MoneyError('out_of_range', 'weights must be one or more amounts of at least 0')
  }
  const given = weights.reduce((sum, weight) => sum + weight, 0n)
  const shares = given === 0n ? weights.map(() => 1n) : weights
  const sum = given === 0n ? BigInt(weights.length) : given
  const size = abs(total)
  const parts = shares.map((share) => (size * share) / sum)
  const rests = shares.map((share, index) => ({ index, rest: (size * share) % sum }))
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  const left = size - parts.reduce((done, part) => done + part, 0n)
  for (const { index } of rests.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n
  return total < 0n ? parts.map((part) => -part) : parts
}
