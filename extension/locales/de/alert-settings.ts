import type { Translation } from '../../i18n/translate.ts'
import type { alertSettings as en } from '../en/alert-settings.ts'

export const alertSettings: Translation<typeof en> = {
  'alerts.title': 'Hinweise',
  'alerts.why':
    'Ihr Worker meldet jeden davon einmal, wenn er beginnt, und einmal, wenn er vorbei ist, auch wenn kein Browser offen ist.',
  'alerts.signedOut':
    'Hinweise sendet Ihr Worker. Verbinden Sie ihn oben, um zu sehen und zu ändern, wer sie bekommt.',
  'alerts.loading': 'Die Einstellungen der Hinweise werden gelesen …',
  'alerts.retry': 'Erneut versuchen',
  'alerts.ownerOnly': 'Nur der Inhaber der Agentur ändert sie.',

  'who.title': 'Wer sie bekommt',
  'who.emails': 'E-Mail-Adressen',
  'who.emailsHint': 'Eine je Zeile, höchstens 10. Leer: keine E-Mail.',
  'who.badEmail': '{email} ist keine E-Mail-Adresse. Berichtigen Sie sie, eine Adresse je Zeile.',
  'who.tooManyEmails':
    'Höchstens 10 Adressen. Streichen Sie einige oder nehmen Sie ein gemeinsames Postfach.',
  'who.noMail':
    'Dieser Worker hat noch keinen Maildienst, es geht also keine E-Mail hinaus. Wie man einen einrichtet, steht in docs/alerts.md.',
  'who.webhook': 'Webhook',
  'who.webhookHint':
    'Eine https-Adresse, die jeden Hinweis bekommt, signiert nach Standard Webhooks. Leer: keine.',
  'who.badWebhook':
    'Das ist keine Adresse für einen Webhook. Nötig sind https:// und ein öffentlicher Name, ohne Passwort.',
  'who.noSign':
    'Diesem Worker fehlt SECRETS_KEY, mit dem er ein Signaturgeheimnis aufbewahrt; so lässt sich kein Webhook setzen. Siehe docs/alerts.md.',
  'who.locale': 'Sprache der Nachrichten',
  'who.en': 'English',
  'who.de': 'Deutsch',
  'who.none': 'niemand',
  'who.hostOnly': 'Betrachter sehen nur den Rechnernamen.',

  'what.title': 'Was gesendet wird',
  'what.why': 'Was nicht angekreuzt ist, steht trotzdem in der Seitenleiste bei den Hinweisen.',
  'what.wallets': 'Guthaben und Zahlungen',
  'what.losses': 'Unbemerkte Verluste',
  'what.muted': 'Nicht gesendet',
  'what.all': 'alles wird gesendet',

  'when.title': 'Schwellen',
  'when.why': 'Sie gelten für jeden Kunden, in dessen eigener Währung. Leer gilt, was unter dem Feld steht.',
  'when.clients': 'Kunden mit eigenen Schwellen, die vorgehen: {count}.',
  'when.lowBalanceHint':
    'Leer: die Aufladeschwelle des Kunden, sofern seine Aufladung nicht von selbst greift.',
  'when.lowBalanceEmpty': 'die Aufladeschwelle des Kunden',
  'when.runwayDaysHint': 'Leer: 3 Tage. 0: nie.',
  'when.runwayDaysEmpty': '3 Tage',
  'when.marginFloorHint': 'Über 30 Tage, vor Kartengebühren. Leer: 0 %.',
  'when.marginFloorEmpty': '0 %',
  'when.lossFloorHint': 'Kleinere über 30 Tage werden nicht gemeldet. Leer: 1,00.',
  'when.lossFloorEmpty': '1,00',

  'save.save': 'Hinweise speichern',
  'save.saving': 'Wird gespeichert …',
  'save.discard': 'Änderungen verwerfen',
  'save.dirty': 'Noch nicht gespeichert.',
  'save.saved': 'Gespeichert. Der Worker sieht jeden Kunden damit neu an.',
  'save.wrong': 'Nichts wurde gespeichert: Berichtigen Sie die oben markierten Felder.',
  'save.changed': 'Jemand anderes hat diese Einstellungen inzwischen geändert. Das steht jetzt dort:',
  'save.changedNext':
    'Von Ihnen ist noch nichts gespeichert. Was Sie nicht angefasst haben, zeigt den neuen Stand; speichern Sie noch einmal, damit Ihres dazukommt, oder verwerfen Sie Ihre Änderungen.',

  'secret.title': 'Signaturgeheimnis des Webhooks',
  'secret.once':
    'Es wird nur dieses eine Mal gezeigt. Legen Sie es dort ab, wo der Empfänger Signaturen prüft.',
  'secret.copy': 'Kopieren',
  'secret.copied': 'Kopiert.',
  'secret.notCopied': 'Der Browser hat es nicht kopiert. Es ist markiert: Kopieren Sie es von Hand.',
  'secret.new': 'Neues Signaturgeheimnis …',
  'secret.ask': 'Neues Signaturgeheimnis erzeugen?',
  'secret.what':
    'Das alte gilt sofort nicht mehr: Bis der Empfänger das neue kennt, weist er Nachrichten ab. Noch nicht gespeicherte Änderungen bleiben im Formular.',
  'secret.make': 'Neues erzeugen',
  cancel: 'Abbrechen',
}
