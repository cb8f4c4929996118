import { chargeStep, exponentOf } from '../../shared/money/currency.ts'
import { nanoPerMinor } from '../../shared/money/minor.ts'

/** Minor units. Source: docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, as known on 2026-11-21. */
const MINIMUM: Readonly<Record<string, bigint>> = {
  AED: 200n,
  BGN: 100n,
  CZK: 1_500n,
  DKK: 250n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17_500n,
  MXN: 1_000n,
  MYR: 200n,
  NOK: 300n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  THB: 1_000n,
}

/** The smallest charge in nano: 0.50 in most currencies, 50 where there are no decimals; smaller amounts accumulate. */
export function minimumCharge(currency: string): bigint {
  const minor = MINIMUM[currency] ?? 50n * (exponentOf(currency) === 3 ? 10n : 1n)
  return minor * nanoPerMinor(currency)
}

/** A charge is a multiple of this many nano. */
export const chargeGrain = (currency: string): bigint => chargeStep(currency) * nanoPerMinor(currency)

/** Eight digits of minor units at most (same source). */
export const maximumCharge = (currency: string): bigint => 99_999_999n * nanoPerMinor(currency)
