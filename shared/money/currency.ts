import { MoneyError } from './error.ts'

// Source: docs.stripe.com/currencies, sections "Zero-decimal currencies", "Three-decimal currencies" and
// "Special cases", as published 2026. HUF and TWD are zero-decimal for payouts only, so for a charge they
// have two decimals like the rest. ISK and UGX have no decimals but travel as two-decimal amounts ending in 00.
const ZERO = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THREE = new Set('BHD JOD KWD OMR TND'.split(' '))
const WHOLE_AS_CENTS = new Set(['ISK', 'UGX'])

/** Throws `MoneyError('unknown_currency')` unless the code is three capital letters. */
export const assertCurrency = (currency: string): string => {
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new MoneyError('unknown_currency', 'expected a three-letter ISO 4217 code in capitals')
  }
  return currency
}

/** Decimals of the minor unit that Stripe's API counts in: USD 2, JPY 0, KWD 3. */
export const exponentOf = (currency: string): 0 | 2 | 3 => {
  assertCurrency(currency)
  if (ZERO.has(currency)) return 0
  return THREE.has(currency) ? 3 : 2
}

/**
 * The multiple of the minor unit that an amount sent to Stripe must have: 10 for three-decimal currencies
 * (last digit 0), 100 for ISK and UGX, else 1.
 */
export const chargeStep = (currency: string): bigint => {
  if (exponentOf(currency) === 3) return 10n
  return WHOLE_AS_CENTS.has(currency) ? 100n : 1n
}
