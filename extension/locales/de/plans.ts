import type { Translation } from '../../i18n/translate.ts'
import type { plans as en } from '../en/plans.ts'

export const plans: Translation<typeof en> = {
  'plans.title': 'Von Unlimited zu Pro',
  'plans.payback': 'Lohnt sich ab',
  'plans.paybackUnit': 'Verbrauch zu Kosten im Monat',
  'plans.never': 'nie',
  'plans.neverWhy': 'Der Faktor steigt nicht, der Aufpreis kommt also nie herein.',
  'plans.before': 'Faktor heute',
  'plans.after': 'Faktor danach',
  'plans.usage': 'Verbrauch im Monat',
  'plans.more': 'Bei {usage} im Monat bringt der Wechsel {gain} mehr im Monat.',
  'plans.less': 'Bei {usage} im Monat kostet der Wechsel {loss} im Monat.',
  'plans.plan': 'Tarif',
  'plans.month': 'Monatlich',
  'plans.year': 'Jährlich',
  'plans.saving': 'Jahresersparnis',
  'plans.rule': 'Faktor',
  'plans.table': 'Tarife von HighLevel, in {currency}',
  'plans.free': 'frei',
  'plans.source': 'USD, vor Zahlungsgebühren. Tarifpreise nach den Anleitungen von HighLevel, 02.08.2026.',
}
