import type { Translation } from '../../i18n/translate.ts'
import type { report as en } from '../en/report.ts'

export const report: Translation<typeof en> = {
  'report.button': 'Stimmt hier etwas nicht?',
  'report.title': 'Eine falsche Seite melden',
  'report.text':
    'Das ist der ganze Bericht: was auf dieser Seite gesucht und was gefunden wurde. Keine Kennungen, keine Namen, keine Beträge. Es wird nichts gesendet: kopieren Sie ihn in Ihre Nachricht.',
  'report.label': 'Bericht',
  'report.copy': 'Bericht kopieren',
  'report.copied': 'Kopiert.',
  'report.close': 'Schließen',
}
