import { money as roundedMoney, percent, percentSign } from '../i18n/figures.ts'
import { language } from '../i18n/preferences.ts'
import { formatMoney } from '../../shared/money/locale.ts'
import { parseNano } from '../../shared/money/nano.ts'

/** An amount of the API as it is read: to the currency's minor unit. */
export function money(amount: string, currency: string): string {
  return roundedMoney(parseNano(amount), currency)
}

/** The same amount with every digit it has. */
export function exactMoney(amount: string, currency: string): string {
  return formatMoney(parseNano(amount), currency, language.value)
}

/** Profit after fees as a share of the price: `31.8 %`; a dash where nothing was sold. */
export function marginText({ margin }: { margin: string | null }): string {
  if (margin === null) return '–'
  return percent(parseNano(cut(margin)) / 1_000n, 1) + percentSign()
}

/** The API's decimals may be finer than a nano: for the eye they are cut. */
function cut(decimal: string): string {
  const [whole = '0', fraction] = decimal.split('.')
  return fraction ? `${whole}.${fraction.slice(0, 9)}` : whole
}

/** A moment of the API (RFC 3339) as day and time of the reader. */
export function momentText(instant: string): string {
  const shape = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(language.value, shape).format(Date.parse(instant))
}

export function clockTime(epochMs: number): string {
  const shape = { hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(language.value, shape).format(epochMs)
}
