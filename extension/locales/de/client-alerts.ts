import type { Translation } from '../../i18n/translate.ts'
import type { clientAlerts as en } from '../en/client-alerts.ts'

export const clientAlerts: Translation<typeof en> = {
  fact: 'Hinweise',
  none: 'wie für alle Kunden',
  some: '{count} eigene {count|Schwelle|Schwellen}',
  change: 'Ändern',
  title: 'Wann Hinweise zu {client} kommen',
  why: 'Was keine eigene Schwelle hat, folgt der Agentur. Verluste und Margen sind die von 30 Tagen, vor Kartengebühren.',
  agency: 'Agentur: {value}',
  default: 'Standard: {value}',
  reload: 'Aufladeschwelle',
  own: 'Eigene',
  never: 'Nie',
  value: '{threshold}, eigene Schwelle',
  save: 'Speichern',
  saving: 'Speichert …',
  saved: 'Gespeichert.',
  cancel: 'Abbrechen',
  overtaken:
    'Jemand anderes hat inzwischen geändert: {changes}. Von Ihnen ist noch nichts gespeichert. Was Sie nicht angefasst haben, zeigt den neuen Stand; speichern Sie noch einmal oder brechen Sie ab.',
  now: '{threshold} {value}',
}
