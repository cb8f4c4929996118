import type { ClientOverview } from '../../shared/contract/clients.ts'
import { t } from './text.ts'

export interface StateView {
  label: string
  tone: 'good' | 'warn' | 'bad' | 'idle'
  /** What to do next; null where nothing is to be done. */
  fix: string | null
}

/** HL-08's three states and what is wrong with a wallet, in one label: the most urgent one first. */
export function stateOf({ rebilling, status }: ClientOverview): StateView {
  if (status === 'suspended') return { label: t('state.suspended'), tone: 'bad', fix: t('fix.suspended') }
  if (status === 'paymentFailed') {
    return { label: t('state.paymentFailed'), tone: 'bad', fix: t('fix.paymentFailed') }
  }
  if (status === 'actionRequired') {
    return { label: t('state.actionRequired'), tone: 'warn', fix: t('fix.actionRequired') }
  }
  const fix = fixText(rebilling.reason) ?? rebilling.fix
  if (rebilling.state === 'disabled') return { label: t('state.disabled'), tone: 'idle', fix }
  if (rebilling.state === 'canBeEnabled') return { label: t('state.canBeEnabled'), tone: 'warn', fix }
  if (status === 'low') return { label: t('state.low'), tone: 'warn', fix: t('fix.low') }
  if (status === 'reloading') return { label: t('state.reloading'), tone: 'idle', fix: t('fix.reloading') }
  return { label: t('state.enabled'), tone: 'good', fix: null }
}

/** The worker's reasons (docs/errors.md) in the reader's language; null for one this version does not know. */
export function fixText(reason: string | null): string | null {
  switch (reason) {
    case 'no_payment_method':
      return t('fix.noPaymentMethod')
    case 'no_account_admin':
      return t('fix.noAccountAdmin')
    case 'plan_forbids_rebilling':
      return t('fix.planForbids')
    case 'phone_not_lc':
      return t('fix.phoneNotLc')
    case 'not_switched_on':
      return t('fix.notSwitchedOn')
    case 'suspended':
      return t('fix.suspended')
    default:
      return null
  }
}
