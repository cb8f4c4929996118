import type { AlertThresholds, ClientAlerts } from '../../../../shared/contract/alerts.ts'
import { t as words } from '../../../alerts/text.ts'
import { DEFAULTS, thresholdText, type Threshold } from '../../../alerts/thresholds.ts'
import { percentSign } from '../../../i18n/figures.ts'
import { language } from '../../../i18n/preferences.ts'
import { exactMoney } from '../../figures.ts'
import { decimalsOf } from '../money/amounts.ts'
import { t } from './text.ts'

/** A threshold as it is read: `$10.00`, `3 days`, `20%`; the wallet's reload threshold where none is set. */
export function valueText(thresholds: AlertThresholds, name: Threshold, currency: string): string {
  const value = thresholds[name]
  if (value === null) return t('reload')
  if (name === 'marginFloor') return thresholdText(thresholds, name, language.value) + percentSign()
  if (typeof value === 'string') return exactMoney(value, currency)
  return value === 0 ? words('when.never') : words('when.dayCount', { days: String(value) })
}

/** What counts for a client without a threshold of its own, and whose that is. */
export function inheritedText({ agency }: ClientAlerts, name: Threshold, currency: string): string {
  return agency[name] === null
    ? t('default', { value: valueText(DEFAULTS, name, currency) })
    : t('agency', { value: valueText(agency, name, currency) })
}

/** The same as it would be typed; '' where the reload threshold counts and there is none. */
export function inheritedDraft(
  { agency }: ClientAlerts,
  name: Threshold,
  { currency, reloadBelow }: { currency: string; reloadBelow: string },
): string {
  const counts: AlertThresholds = { ...DEFAULTS, ...(agency[name] !== null && { [name]: agency[name] }) }
  const isReload = name === 'lowBalance' && counts.lowBalance === null && !/^0(\.0*)?$/.test(reloadBelow)
  const from = isReload ? { ...counts, lowBalance: reloadBelow } : counts
  return thresholdText(from, name, language.value, decimalsOf(currency))
}
