import type { Translation } from '../../i18n/translate.ts'
import type { clients as en } from '../en/clients.ts'

export const clients: Translation<typeof en> = {
  'clients.search': 'Kunden suchen',
  'clients.loading': 'Kunden werden geladen …',
  'clients.signedOut':
    'Guthaben und Reichweiten kommen von Ihrem Worker. Verbinden Sie ihn einmal; der Margenrechner geht auch ohne.',
  'clients.sessionEnded': 'Ihre Sitzung ist beendet. Melden Sie sich mit einem neuen Kopplungscode an.',
  'clients.connect': 'Worker verbinden',
  'clients.retry': 'Erneut versuchen',
  'clients.none': 'Noch keine Kunden. Sie erscheinen mit dem ersten Verbrauch.',
  'clients.noMatch': 'Kein Kunde passt zu „{query}“.',
  'clients.list': 'Kunden, kürzeste Reichweite zuerst',
  'clients.days': '{days} {days|Tag|Tage}',
  'clients.noBurn': 'kein Verbrauch',
  'clients.panel': 'Alle Kunden in der Seitenleiste',
  'clients.age': 'Stand {time}',
  'client.ok': 'in Ordnung',
  'client.low': 'niedrig',
  'client.reloading': 'lädt auf',
  'client.paymentFailed': 'Zahlung gescheitert',
  'client.actionRequired': 'Kunde muss handeln',
  'client.suspended': 'gesperrt',
}
