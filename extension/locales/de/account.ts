import type { Translation } from '../../i18n/translate.ts'
import type { account as en } from '../en/account.ts'

export const account: Translation<typeof en> = {
  'what.closebot': 'CloseBot-Quelle',
  'what.other': 'Quelle bei {system}',

  'connect.title': 'Welcher Kunde ist das?',
  'connect.text':
    'Mit dieser {what} ist noch keiner Ihrer Kunden verbunden ({account}). Wählen Sie, wem sie gehört: Guthaben, Preise und Margen stehen dann hier.',
  'connect.ownerOnly':
    'Mit dieser {what} ist noch keiner Ihrer Kunden verbunden ({account}). Nur der Inhaber der Agentur verbindet sie. Bitten Sie ihn darum und sehen Sie dann noch einmal nach.',
  'connect.again': 'Noch einmal nachsehen',
  'connect.choose': 'Verbinden',
  'connect.yes': 'Mit {client} verbinden',
  'connect.pending': 'Verbindet …',

  'pick.search': 'Kunden nach Name oder ID suchen',
  'pick.legend': 'Kunden',
  'pick.reading': 'Ihre Kunden werden gelesen …',
  'pick.empty': 'Es gibt noch keine Kunden. Importieren Sie sie zuerst, dann verbinden Sie diese Seite.',
  'pick.none': 'Kein Kunde passt zu „{query}“.',
  'pick.more': '{count} weitere. Tippen Sie mehr vom Namen, um sie zu sehen.',
  'pick.notAll':
    'Hier werden nur {count} Ihrer Kunden durchsucht. Tippen Sie für einen anderen die ganze ID.',
  'pick.byId': 'der Kunde mit dieser ID',

  'whose.change': 'Ändern',
  'whose.changeOf': '{client}: ändern, wem diese {what} gehört',
  'whose.saved': 'Verbunden.',

  'change.title': 'Wem gehört diese {what}?',
  'change.text':
    'Sie ist mit {client} verbunden. Ein anderer Kunde zählt ab jetzt: Was gebucht ist, bleibt bei {client}, und eine Minute lang kann dort noch Verbrauch eingehen.',
  'change.choose': 'Umhängen',
  'change.yes': 'Zu {client} umhängen',
  'change.pending': 'Hängt um …',
  'change.disconnect': 'Trennen …',
  'change.cancel': 'Abbrechen',

  'disconnect.title': 'Diese {what} von {client} trennen?',
  'disconnect.text':
    'Diese Seite gehört dann zu keinem Kunden. Was gebucht ist, bleibt bei {client}. Verbrauch, der für sie gemeldet wird, wartet, bis jemand sie wieder verbindet.',
  'disconnect.back': 'Zurück',
  'disconnect.yes': 'Trennen',
  'disconnect.pending': 'Trennt …',

  'fail.ownerOnly': 'Nur der Inhaber der Agentur verbindet, hängt um oder trennt. Es wurde nichts geändert.',
  'fail.taken':
    'Sie ist schon verbunden, aber mit keinem Ihrer Kunden. Prüfen Sie, ob Sie bei der richtigen Agentur angemeldet sind. Es wurde nichts geändert.',
  'fail.moved':
    'Jemand anderes war schneller: Sie ist jetzt mit {client} verbunden. Von Ihnen wurde nichts geändert.',
  'fail.left':
    'Jemand anderes hat sie inzwischen getrennt. Von Ihnen wurde nichts geändert: Wählen Sie, wem sie gehört.',
  'fail.gone':
    'Diesen Kunden gibt es in Rebill Lens nicht mehr. Wählen Sie einen anderen. Es wurde nichts geändert.',
}
