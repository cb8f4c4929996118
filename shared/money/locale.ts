import { exponentOf } from './currency.ts'
import { MoneyError } from './error.ts'
import { formatNano, parseNano, type Nano } from './nano.ts'
import { roundToMinor } from './minor.ts'
import type { Rounding } from './rounding.ts'

/** The two languages of the product. */
export type Locale = 'de' | 'en'

const TAG = { de: 'de-DE', en: 'en-US' } as const
const SEPARATORS = { de: { group: '.', decimal: ',' }, en: { group: ',', decimal: '.' } } as const

/** Groups the whole part and pads the fraction; works on digits, so nothing is lost to a float. */
const localDigits = (decimal: string, locale: Locale, minDecimals: number): string => {
  const { group, decimal: point } = SEPARATORS[locale]
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group)
  const padded = fraction.padEnd(minDecimals, '0')
  return padded ? `${grouped}${point}${padded}` : grouped
}

/** Intl knows where symbol and sign stand; its own digits are replaced by ours. */
const around = (locale: Locale, currency: string, negative: boolean): Intl.NumberFormatPart[] =>
  new Intl.NumberFormat(TAG[locale], { style: 'currency', currency, maximumFractionDigits: 0 }).formatToParts(
    negative ? -1 : 1,
  )

/**
 * `1.234,56 €`, `$0.00675`: every digit the amount has, at least the currency's own decimals.
 * With `round` the amount is first rounded to the currency's minor unit, for display only.
 */
export const formatMoney = (
  nano: Nano,
  currency: string,
  locale: Locale,
  options: { round?: Rounding; minDecimals?: number } = {},
): string => {
  const shown = options.round ? roundToMinor(nano, currency, options.round) : nano
  const digits = localDigits(formatNano(shown), locale, options.minDecimals ?? exponentOf(currency))
  return around(locale, currency, shown < 0n)
    .map((part) => (part.type === 'integer' ? digits : part.value))
    .join('')
}

/** A price per unit with at least five decimals: `0,00675 $`, `$0.00600`. */
export const formatUnitPrice = (nano: Nano, currency: string, locale: Locale): string =>
  formatMoney(nano, currency, locale, { minDecimals: 5 })

/** A decimal string (`1234.5`) as people of the locale write it (`1.234,5`). */
export const formatDecimal = (decimal: string, locale: Locale, minDecimals = 0): string =>
  (decimal.startsWith('-') ? '-' : '') + localDigits(decimal, locale, minDecimals)

const NUMBER = {
  de: /^(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/,
  en: /^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/,
} as const

/**
 * Reads what people of the locale write (`1.234,5`) into a decimal string (`1234.5`).
 * Group separators must stand at thousands, so `1.5` in German is refused rather than read as 15.
 * Throws `MoneyError('not_decimal')`.
 */
export const parseDecimal = (text: string, locale: Locale): string => {
  const compact = text.replace(/\s/g, '').replace('\u2212', '-')
  const negative = compact.startsWith('-')
  const digits = negative ? compact.slice(1) : compact
  if (digits.length > 40 || !NUMBER[locale].test(digits)) {
    throw new MoneyError('not_decimal', `not a number in ${locale}`)
  }
  const { group, decimal } = SEPARATORS[locale]
  return (negative ? '-' : '') + digits.replaceAll(group, '').replace(decimal, '.')
}

/**
 * Reads an amount with or without the currency's symbol or code, on either side.
 * `parseMoney(formatMoney(n, c, l), c, l) === n`. Throws `MoneyError` (another currency's symbol is `not_decimal`).
 */
export const parseMoney = (text: string, currency: string, locale: Locale): Nano => {
  const symbol = around(locale, currency, false).find((part) => part.type === 'currency')?.value ?? currency
  let rest = text.slice(0, 64).trim()
  for (const mark of [symbol, currency]) {
    if (!rest.includes(mark)) continue
    rest = rest.replace(mark, '')
    break
  }
  return parseNano(parseDecimal(rest, locale))
}
