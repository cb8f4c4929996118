import type { Translation } from '../../i18n/translate.ts'
import type { options as en } from '../en/options.ts'

export const options: Translation<typeof en> = {
  'page.title': 'Einstellungen von Rebill Lens',
  'page.name': 'Rebill Lens',

  'connection.title': 'Verbindung',
  'connection.why':
    'Guthaben und Schalter kommen von Ihrem eigenen Worker. Der Margenrechner im Popup geht auch ohne.',
  'connection.worker': 'Adresse des Workers',
  'connection.workerHint': 'https://… oder http://127.0.0.1:8787 auf diesem Rechner',
  'connection.code': 'Kopplungscode',
  'connection.codeHint':
    'Vom Inhaber mit npm run pair erzeugt oder auf einem angemeldeten Gerät. Er gilt einmal.',
  'connection.connect': 'Verbinden',
  'connection.asking': 'Der Browser fragt, ob er {worker} aufrufen darf.',
  'connection.pairing': 'Anmeldung läuft …',
  'connection.badWorker':
    'Das ist keine Adresse eines Workers. Nötig ist https:// (oder http://127.0.0.1), ohne Pfad dahinter.',
  'connection.badCode': 'Ein Kopplungscode hat mindestens 8 Zeichen.',
  'connection.denied':
    'Ohne diese Erlaubnis kann der Browser {worker} nicht aufrufen. Es wurde nichts gesendet. „Verbinden“ fragt erneut.',
  'connection.codeRefused':
    'Dieser Code gilt nicht: vertippt, schon benutzt oder abgelaufen. Erzeugen Sie einen neuen.',
  'connection.sessionEnded': 'Ihre Sitzung ist beendet. Melden Sie sich mit einem neuen Kopplungscode an.',
  'connection.loading': 'Ihre Sitzung wird gesucht …',
  'connection.agency': 'Agentur',
  'connection.role': 'Ihre Rolle',
  'role.owner': 'Inhaber',
  'role.staff': 'Mitarbeiter',
  'role.viewer': 'Betrachter, ändert nichts',
  'connection.signOut': 'Abmelden',
  'connection.signOutAsk': 'Von {agency} abmelden?',
  'connection.signOutWhat':
    'Dieser Browser zeigt dann keine Guthaben und ändert keine Schalter. Für die Rückkehr ist ein neuer Kopplungscode nötig.',
  'connection.signingOut': 'Abmeldung läuft …',
  cancel: 'Abbrechen',

  'display.title': 'Sprache und Zahlen',
  'display.language': 'Sprache',
  'display.auto': 'Wie der Browser',
  'display.en': 'English (1,234.50)',
  'display.de': 'Deutsch (1.234,50)',
  'display.currency': 'Währung eigener Kosten',
  'display.currencyHint': 'Für Kosten, die Sie im Popup eintippen. Katalogkosten behalten ihre eigene.',

  'domains.title': 'White-Label-Domains',
  'domains.why':
    'Auf HighLevels eigenen Adressen ist die Anzeige an. Öffnet Ihre Agentur das CRM unter eigenem Namen, erlauben Sie ihn hier: Die Erweiterung läuft auf den Domains dieser Liste und auf keiner anderen.',
  'domains.add': 'Domain Ihres CRM',
  'domains.addHint': 'Etwa crm.ihre-agentur.de',
  'domains.allow': 'Erlauben',
  'domains.asking': 'Der Browser fragt nach der Erlaubnis für {domain}.',
  'domains.bad': 'Das ist keine Domain. Geben Sie einen Namen wie crm.ihre-agentur.de ein.',
  'domains.known': '{domain} steht schon in der Liste.',
  'domains.builtIn': '{domain} ist eine Adresse von HighLevel: Dort ist die Anzeige schon an.',
  'domains.denied':
    'Der Browser darf auf {domain} nicht laufen. Die Domain bleibt als nicht erlaubt in der Liste.',
  'domains.added': '{domain} ist erlaubt. Die Anzeige ist dort jetzt an.',
  'domains.removed': '{domain} ist entfernt, die Erlaubnis zurückgegeben.',
  'domains.list': 'Erlaubte Domains',
  'domains.none': 'Noch keine Domains.',
  'domains.granted': 'erlaubt',
  'domains.missing': 'nicht erlaubt',
  'domains.again': 'Wieder erlauben',
  'domains.remove': 'Entfernen',
  'domains.removeOne': '{domain} entfernen',
  'domains.allowOne': '{domain} wieder erlauben',

  'custom.title': 'Andere CRM',
  'custom.why':
    'Auf Seiten eines anderen CRM zeigt ein kleines Feld Guthaben und Reichweite des Kunden. Die Adresse sagt, um wen es geht: {client} steht für die Kundennummer, * für einen ganzen Teil des Pfads, der sich ändert.',
  'custom.add': 'URL-Muster',
  'custom.addHint': 'Etwa https://crm.example.com/customers/{client}',
  'custom.form':
    'Das ist kein Muster. Nötig ist eine Adresse wie https://crm.example.com/customers/{client}.',
  'custom.client': 'Das Muster braucht einmal {client}, dort wo die Kundennummer steht.',
  'custom.tooLong': 'Ein Muster hat höchstens 300 Zeichen.',
  'custom.known': 'Dieses Muster steht schon in der Liste.',
  'custom.builtIn': 'Das ist eine Adresse von HighLevel: Dort ist die Anzeige schon an.',
  'custom.tooMany': 'Die Liste ist voll. Entfernen Sie zuerst ein Muster.',
  'custom.added': 'Auf {domain} ist die Anzeige an.',
  'custom.denied':
    'Der Browser darf auf {domain} nicht laufen. Das Muster bleibt als nicht erlaubt in der Liste.',
  'custom.removed': 'Entfernt: {pattern}',
  'custom.list': 'URL-Muster',
  'custom.none': 'Noch keine Muster.',

  'notices.title': 'Meldungen im Browser',
  'notices.why':
    'Die Zahl am Knopf der Erweiterung zählt Kunden mit niedrigem Guthaben, gescheiterter Zahlung oder einer offenen Aufgabe. Auf Wunsch meldet der Browser einmal, wenn einer dazukommt.',
  'notices.on': 'Meldungen des Browsers zeigen',
  'notices.asking': 'Der Browser fragt nach der Erlaubnis.',
  'notices.denied':
    'Der Browser erlaubt keine Meldungen. Es erscheint nichts; erneutes Einschalten fragt noch einmal.',
  'notices.rhythm': 'Wann',
  'notices.atOnce': 'Sobald es geschieht',
  'notices.daily': 'Einmal am Tag gesammelt',
  'notices.dailyAt': 'Gesammelt um',
  'notices.quietFrom': 'Ruhe von',
  'notices.quietTo': 'bis',
  'notices.quiet':
    'Was in der Ruhezeit anfällt, kommt danach in einer Meldung. Nachgesehen wird alle 15 Minuten.',
}
