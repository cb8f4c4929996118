import { money as roundedMoney } from '../i18n/figures.ts'
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

export function clockTime(epochMs: number): string {
  const shape = { hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(language.value, shape).format(epochMs)
}
