import { formatMultiplier } from '../../shared/margin/parse.ts'
import { formatDecimal, formatMoney, formatUnitPrice } from '../../shared/money/locale.ts'
import { formatNano, type Nano } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'
import { language } from './preferences.ts'

/*
 * Figures as text in the current language. Rounding here is for the eye only (half-up); what is computed or sent
 * stays exact. A negative figure gets the true minus sign, which lines up with the digits.
 */

const minus = (text: string): string => text.replace('-', '\u2212')

/** An amount without its currency, with exactly `decimals` decimals: `−0.1138`. */
export function amount(nano: Nano, decimals: number): string {
  const unit = 10n ** BigInt(9 - decimals)
  const rounded = divide(nano, unit, 'halfUp') * unit
  return minus(formatDecimal(formatNano(rounded), language.value, decimals))
}

/** An amount to the currency's minor unit, with its symbol: `$10.00`, `10,00 €`. */
export const money = (nano: Nano, currency: string): string =>
  minus(formatMoney(nano, currency, language.value, { round: 'halfUp' }))

/** A small amount where cents would hide it: four decimals below one major unit, else the minor unit. */
export function fineMoney(nano: Nano, currency: string): string {
  if (nano >= 1_000_000_000n || nano <= -1_000_000_000n) return money(nano, currency)
  const rounded = divide(nano, 100_000n, 'halfUp') * 100_000n
  return minus(formatMoney(rounded, currency, language.value, { minDecimals: 2 }))
}

/** A price per unit, every digit of it: `$0.00675`. */
export const unitPrice = (nano: Nano, currency: string): string =>
  minus(formatUnitPrice(nano, currency, language.value))

/** `1_050_000n` → `1.05`; a break-even to four decimals, rounded up so that the figure shown does break even. */
export function multiplierText(ppm: bigint, rounding: 'exact' | 'ceil' = 'exact'): string {
  const shown = rounding === 'ceil' ? divide(ppm, 100n, 'ceil') * 100n : ppm
  return formatDecimal(formatMultiplier(shown), language.value, 2)
}

/** A share in ppm as percent: `-11_381n` → `−1.14`, without the sign `%`. */
export const percent = (ppm: bigint, decimals = 2): string => amount(ppm * 100_000n, decimals)

/** A plain decimal of the contract (`1234.5`) in the reader's notation (`1.234,5`). */
export const plain = (decimal: string): string => formatDecimal(decimal, language.value)

/** What stands around a number: in German a space before the percent sign. */
export const percentSign = (): string => (language.value === 'de' ? '\u00a0%' : '%')

/** `$`, `€`, `CHF`: for narrow places whose currency is named beside them. */
export const currencySign = (currency: string): string =>
  new Intl.NumberFormat(language.value, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value ?? currency

/** A day (`2026-08-02`, UTC) as it is written: `Aug 2, 2026`, `02.08.2026`. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day))

/** Hours and minutes of an instant in epoch milliseconds: `14:05`, `02:05 PM`. */
export const clockTime = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit' }).format(at)
