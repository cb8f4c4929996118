import type { Translation } from '../../i18n/translate.ts'
import type { failure as en } from '../en/failure.ts'

export const failure: Translation<typeof en> = {
  'failure.signedOut':
    'Sie sind abgemeldet. Melden Sie sich in den Einstellungen mit einem Kopplungscode an.',
  'failure.offline': 'Dieser Browser ist offline. Versuchen Sie es wieder, wenn er Verbindung hat.',
  'failure.timeout': 'Der Worker hat nicht rechtzeitig geantwortet. Versuchen Sie es gleich noch einmal.',
  'failure.unreachable':
    'Unter dieser Adresse antwortet kein Worker. Prüfen Sie die Adresse und ob er läuft.',
  'failure.noPermission':
    'Der Browser darf {worker} noch nicht aufrufen. Verbinden Sie den Worker in den Einstellungen.',
  'failure.rateLimited': 'Zu viele Anfragen. Versuchen Sie es in {seconds} s noch einmal.',
  'failure.refused': 'Der Worker hat abgelehnt: {detail} (Anfrage {requestId})',
  'failure.badAnswer':
    'Die Antwort des Workers ist unverständlich. Aktualisieren Sie die Erweiterung oder den Worker.',
  'failure.interrupted': 'Die Anfrage wurde unterbrochen. Versuchen Sie es noch einmal.',
  'failure.outdated': 'Die Erweiterung wurde aktualisiert. Öffnen Sie diese Seite neu.',
  'failure.forbidden': 'Diese Seite darf das nicht anfragen. Laden Sie die Erweiterung neu.',
}
