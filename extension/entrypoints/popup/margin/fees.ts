import { FEE_RULES } from '../../../../shared/fees/table.ts'
import type { FeeRule } from '../../../../shared/fees/rule.ts'
import type { Choice } from '../../../ui/select.tsx'
import { amount, percent, percentSign, plain } from '../../../i18n/figures.ts'
import { formatNano } from '../../../../shared/money/nano.ts'
import { t } from '../text.ts'

type Rail = keyof typeof FEE_RULES

const RAILS = Object.keys(FEE_RULES) as Rail[]
const groupOf = (rail: Rail): string =>
  rail === 'none' ? t('fee.other') : rail.startsWith('us') ? t('fee.inUs') : t('fee.inEea')

/** The payment rails of shared/fees, named, by the account's region. */
export const feeChoices = (): Choice[] =>
  RAILS.map((rail) => ({ value: FEE_RULES[rail].id, label: t(`fee.${rail}`), group: groupOf(rail) }))

/** A rule in short: `2.9% + 0.30 USD`. */
export function feeFormula(rule: FeeRule): string {
  const share = rule.percentPpm > 0n ? plain(formatNano(rule.percentPpm * 100_000n)) : null
  const parts = [
    share && `${share}${percentSign()}`,
    rule.fixed > 0n && `${amount(rule.fixed, 2)} ${rule.currency}`,
    rule.cap !== undefined && `≤ ${amount(rule.cap, 2)} ${rule.currency}`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' + ').replace('+ ≤', '≤') : percent(0n, 0) + percentSign()
}
