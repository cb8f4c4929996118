import type { Translation } from '../../i18n/translate.ts'
import type { overlay as en } from '../en/overlay.ts'

export const overlay: Translation<typeof en> = {
  'app.name': 'Rebill Lens',

  'row.runway': '{days} T',
  'row.noEnd': 'ruht',
  'row.title': '{name}: Guthaben, Reichweite und Weiterberechnung',
  'row.unknown': 'Noch nicht in Rebill Lens',
  'row.loading': 'Guthaben wird geladen',

  'state.enabled': 'Weiterberechnung an',
  'state.canBeEnabled': 'Kann an',
  'state.disabled': 'Nicht möglich',
  'state.low': 'Guthaben niedrig',
  'state.reloading': 'Lädt auf',
  'state.paymentFailed': 'Zahlung fehlgeschlagen',
  'state.actionRequired': 'Kunde muss bestätigen',
  'state.suspended': 'Ausgesetzt',

  'fix.title': 'Was zu tun ist',
  'fix.noPaymentMethod': 'Bitten Sie den Kunden zuerst um ein Zahlungsmittel.',
  'fix.noAccountAdmin':
    'Geben Sie dem Sub-Account zuerst einen Account-Admin; ein Agentur-Admin zählt nicht.',
  'fix.planForbids':
    'Ihr HighLevel-Tarif kennt keine Weiterberechnung. Unlimited ist der kleinste, der sie hat.',
  'fix.phoneNotLc':
    'Dieser Sub-Account nutzt Twilio. Nur LC Phone lässt sich weiterberechnen: ziehen Sie zuerst die Nummern um.',
  'fix.notSwitchedOn': 'Öffnen Sie den Kunden, schalten Sie eine Leistung ein und setzen Sie den Faktor.',
  'fix.suspended': 'Der Kunde ist ausgesetzt. Klären Sie zuerst die offene Zahlung.',
  'fix.low': 'Das Guthaben liegt unter der Aufladeschwelle.',
  'fix.reloading': 'Eine Aufladung ist unterwegs.',
  'fix.paymentFailed':
    'Die letzte Aufladung ist fehlgeschlagen. Bitten Sie den Kunden, das Zahlungsmittel zu prüfen.',
  'fix.actionRequired': 'Die Bank verlangt, dass der Kunde die Zahlung bestätigt. Senden Sie ihm den Link.',

  'panel.title': 'Weiterberechnung',
  'panel.balance': 'Guthaben',
  'panel.runway': 'Reichweite',
  'panel.days': '{days} Tage',
  'panel.noBurn': 'zuletzt nichts verbraucht',
  'panel.method': 'Zahlungsmittel',
  'panel.noMethod': 'noch keins',
  'panel.reload': 'Aufladung',
  'panel.reloadAt': '{amount} unter {threshold}',
  'panel.reloadOff': 'aus',
  'panel.profit': 'Gewinn im Monat',
  'panel.asOf': 'Stand {time}',
  'panel.refresh': 'Aktualisieren',
  'panel.loading': 'Konditionen werden geladen …',
  'panel.empty': 'Noch keine Leistungen. Sie erscheinen mit dem ersten Verbrauch oder mit einem Preis.',
  'panel.feesBy': 'Marge nach Gebühren: {fee} auf Aufladungen von {reload}.',
  'panel.feesAssumed':
    'Marge nach Gebühren: {fee}, angenommen auf Aufladungen von {reload}: es ist keine eingestellt.',
  'panel.estimated': 'teils geschätzt',

  'panel.more': 'Weitere Leistungen ({count})',
  'panel.fewer': 'Weniger Leistungen',

  'column.service': 'Leistung',
  'column.month': 'Dieser Monat',
  'column.who': 'Wer berechnet',
  'column.multiplier': 'Faktor',
  'column.markup': 'Aufschlag',
  'column.margin': 'Marge nach Geb.',
  'column.price': 'Preis',

  'who.agency': 'Agentur trägt es',
  'who.crm': 'Das CRM berechnet es',
  'who.ledger': 'Sie berechnen weiter',

  'line.switch': '{service} weiterberechnen',
  'line.pending': 'Speichert …',
  'line.saved': 'Gespeichert.',
  'line.apply': 'Übernehmen',
  'line.undo': 'Zurück',
  'line.cost': 'Kosten {cost} je {unit}',
  'line.noCost': 'keine Kosten bekannt',
  'line.costToPrice': '{cost} → {price}',
  'line.notUsed': 'nicht genutzt',
  'line.capped': 'Hier höchstens {cap}×.',
  'line.notNumber': 'Keine Zahl.',
  'line.tooLarge': 'Höchstens 1.000×.',
  'line.negative': 'Nicht unter 0.',
  'line.marginTooHigh': 'Diese Marge erreicht kein Preis.',
  'line.loses': 'Jede Aufladung über {reload} verliert nach Gebühren {loss}. Ab {breakEven}× trägt sie sich.',
  'line.losesAlways': 'Jede Aufladung über {reload} verliert nach Gebühren {loss}: die Gebühr nimmt alles.',
  'line.belowCost': 'Unter den Kosten: {unit} verliert je {loss}.',
  'line.ownRule': 'Hat eine eigene Preisregel. Ein Faktor von hier tritt an ihre Stelle.',
  'line.otherCurrency': 'Kosten in {currency}: die Marge hängt am Tageskurs.',

  'confirm.on': '{service} an {client} weiterberechnen?',
  'confirm.off': '{service} an {client} nicht mehr weiterberechnen?',
  'confirm.change': '{service} für {client} ändern?',
  'confirm.field': 'Was sich ändert',
  'confirm.before': 'Jetzt',
  'confirm.after': 'Dann',
  'confirm.who': 'Wer berechnet',
  'confirm.multiplier': 'Faktor',
  'confirm.price': 'Preis je {unit}',
  'confirm.margin': 'Marge nach Gebühren',
  'confirm.none': '–',
  'confirm.audit': 'Gilt für Verbrauch ab jetzt. Wird mit Ihrem Namen protokolliert.',
  'confirm.cancel': 'Abbrechen',
  'confirm.yesOn': 'Weiterberechnen',
  'confirm.yesOff': 'Beenden',
  'confirm.yesChange': 'Ändern',

  'crmOff.title': 'Ist die Weiterberechnung des CRM aus?',
  'crmOff.text':
    'Rebill Lens kann nicht sehen, ob das CRM {client} schon {service} berechnet. Wenn ja, würde der Kunde doppelt zahlen. Prüfen Sie die Einstellungen dieses Sub-Accounts; weiter nur, wenn {service} dort aus ist.',
  'crmOff.cancel': 'Jetzt nicht',
  'crmOff.yes': 'Ist aus: weiterberechnen',

  'fail.noAnswer':
    'Es kam keine Antwort; ob gespeichert wurde, ist nicht bekannt. Ein neuer Versuch ist sicher: er zählt einmal.',
  'fail.notFound': 'Dieser Kunde ist noch nicht in Rebill Lens. Er erscheint mit dem ersten Verbrauch.',
  'fail.server':
    'Fehler im Worker (Anfrage {request}). Ob etwas geändert wurde, ist offen; versuchen Sie es noch einmal.',
  'fail.changed': 'Jemand hat das inzwischen geändert. Das sind die Konditionen jetzt.',
  'fail.retry': 'Noch einmal',
  'fail.options': 'Einstellungen',
}
