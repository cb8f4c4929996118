import type { Translation } from '../../i18n/translate.ts'
import type { thresholds as en } from '../en/thresholds.ts'

export const thresholds: Translation<typeof en> = {
  'when.lowBalance': 'Guthaben unter',
  'when.runwayDays': 'Guthaben reicht weniger als',
  'when.marginFloor': 'Marge einer Leistung unter',
  'when.lossFloor': 'Verluste ab',
  'when.days': 'Tage',
  'when.dayCount': '{days} {days|Tag|Tage}',
  'when.never': 'nie',

  'error.number': 'Geben Sie eine Zahl wie {example} ein.',
  'error.negative': 'Nicht unter 0.',
  'error.tooLarge': 'Höchstens {most}.',
  'error.days': 'Ganze Tage von 0 bis 90.',
  'error.share': 'Ein Prozentwert von −100 bis 100 mit höchstens 4 Nachkommastellen.',
  'error.decimals': 'Höchstens 9 Nachkommastellen.',
}
