import type { Translation } from '../../i18n/translate.ts'
import type { background as en } from '../en/background.ts'

export const background: Translation<typeof en> = {
  'badge.none': 'Rebill Lens',
  'badge.fine': 'Rebill Lens: alle Kunden in Ordnung (Stand {time})',
  'badge.one': 'Rebill Lens: 1 Kunde braucht einen Blick (Stand {time})',
  'badge.some': 'Rebill Lens: {count} Kunden brauchen einen Blick (Stand {time})',
  'menu.cost': 'Marge prüfen: „%s“ sind meine Kosten',
  'menu.price': 'Marge prüfen: „%s“ ist mein Preis',
  'notice.one': '1 Kunde braucht einen Blick',
  'notice.some': '{count} Kunden brauchen einen Blick',
  'notice.more': '{names} und {count} {count|weiterer|weitere}',
}
