import type { Translation } from '../../i18n/translate.ts'
import type { whatIf as en } from '../en/what-if.ts'

export const whatIf: Translation<typeof en> = {
  'whatIf.title': 'Der ganze Verbrauch mit einem Faktor',
  'whatIf.profit': 'Gewinn nach Gebühren',
  'whatIf.change': 'Unterschied',
  'whatIf.slider': 'Faktor für den ganzen Verbrauch',
  'whatIf.spoken': 'Kosten mal {multiplier}',
  'whatIf.currency': 'Währung',
  'whatIf.table': 'Die letzten 30 Tage wie sie waren und mit {multiplier}×, in {currency}',
  'whatIf.now': '30 Tage',
  'whatIf.then': 'Mit {multiplier}×',
  'row.price': 'Berechnet',
  'row.cost': 'Kosten',
  'row.fees': 'Gebühren',
  'row.profit': 'Gewinn',
  'whatIf.more': 'Derselbe Verbrauch hätte {change} mehr gebracht.',
  'whatIf.less': 'Derselbe Verbrauch hätte {change} weniger gebracht.',
  'whatIf.same': 'Derselbe Verbrauch hätte gleich viel gebracht.',
  'whatIf.basis':
    'Aus den letzten 30 Tagen Ihrer Agentur ({from} bis {to}, alle Kunden), Stand {time}: der ganze Verbrauch, auch der nicht berechnete. Gebühren wachsen mit dem Betrag, der Verbrauch bleibt gleich.',
  'whatIf.noFees': 'Noch wird nichts berechnet, daher zählt keine Zahlungsgebühr.',
  'whatIf.part': 'Kosten in einer anderen Währung fehlen teils: Ihr Worker kennt keinen Kurs dafür.',
  'whatIf.none': 'In den letzten 30 Tagen kein Verbrauch.',
}
