import { Decimal } from 'decimal.js'
import { formatDecimal, formatMoney } from '../../shared/money/locale.ts'
import { exponentOf } from '../../shared/money/currency.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { Language } from './tokens.ts'

/** To the cent, never more than there is. */
export const balanceText = (nano: bigint, currency: string, language: Language): string =>
  formatMoney(nano, currency, language, { round: 'floor' })

export const moneyText = (nano: bigint, currency: string, language: Language): string =>
  formatMoney(nano, currency, language, { round: 'halfUp' })

/** Every digit there is: statements. */
export const exactText = (decimal: string, currency: string, language: Language): string =>
  formatMoney(parseNano(decimal), currency, language)

/** An amount in an input field. */
export const inputText = (nano: bigint, currency: string, language: Language): string =>
  formatDecimal(formatNano(nano), language, exponentOf(currency))

const GIGA = 1_000_000_000

/** A quantity with its unit, at most three decimals; storage in gigabytes rather than bytes. */
export function quantityText(
  { quantity, unit }: { quantity: string | null; unit: string },
  language: Language,
): string {
  if (quantity === null) return ''
  const isBytes = /^byte/i.test(unit)
  const value = new Decimal(quantity).div(isBytes ? GIGA : 1).toDecimalPlaces(3)
  return `${formatDecimal(value.toFixed(), language)} ${unit.replace(/^byte/i, 'GB')}`.trim()
}

export function dateText(at: Date, timeZone: string, language: Language): string {
  const tag = language === 'de' ? 'de-DE' : 'en-GB'
  return new Intl.DateTimeFormat(tag, { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(
    at,
  )
}

/** A local day given in days since the epoch. */
export const dayText = (day: number, language: Language): string =>
  dateText(new Date(day * 86_400_000), 'UTC', language)

/** `2026-11` → November 2026. */
export function monthText(key: string, language: Language): string {
  const tag = language === 'de' ? 'de-DE' : 'en-GB'
  const at = new Date(`${key}-15T00:00:00Z`)
  return new Intl.DateTimeFormat(tag, { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(at)
}

/** The month before, as YYYY-MM. */
export function monthBefore(key: string): string {
  const [year = 0, month = 1] = key.split('-').map(Number)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}
