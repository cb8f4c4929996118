import type { Translation } from '../../i18n/translate.ts'
import type { alerts as en } from '../en/alerts.ts'

export const alerts: Translation<typeof en> = {
  'alerts.loading': 'Hinweise werden gelesen …',
  'alerts.none': 'Kein Hinweis ist offen. Ein neuer steht hier, bis er erledigt ist.',
  'alerts.noneYet':
    'Noch keine Hinweise. Niedrige Guthaben, fehlgeschlagene Zahlungen und Verluste stehen dann hier.',
  'alerts.show': 'Zeigen',
  'alerts.open': 'Noch offen',
  'alerts.all': 'Alle',
  'alerts.list': 'Hinweise, neueste zuerst',
  'alerts.resolved': 'Erledigt',
  'alerts.more': 'Ältere zeigen',
  'alerts.retry': 'Erneut versuchen',
  'alerts.stale': 'Die Hinweise unten wurden vorher gelesen.',
  'alerts.every': 'alle Leistungen',
  'alerts.unknown':
    'Ein Hinweis, den diese Version nicht kennt ({kind}). Aktualisieren Sie die Erweiterung, um ihn zu lesen.',

  'title.lowBalance': 'Guthaben niedrig',
  'fired.lowBalance': 'Das Guthaben beträgt {balance} und liegt unter {threshold}.',
  'ask.lowBalance': 'Bitten Sie den Kunden aufzuladen, oder schalten Sie die automatische Aufladung ein.',
  'recovered.lowBalance': 'Das Guthaben liegt wieder über der Schwelle.',
  'title.runway': 'Guthaben reicht nicht mehr lange',
  'fired.runway':
    'Bei {burn} am Tag reicht das Guthaben von {balance} nicht einmal mehr {days} {days|Tag|Tage}.',
  'ask.runway': 'Bitten Sie den Kunden, vorher aufzuladen.',
  'recovered.runway': 'Das Guthaben reicht wieder lange genug.',
  'title.depleted': 'Guthaben aufgebraucht',
  'fired.depleted':
    'Das Guthaben beträgt {balance}. Die Nutzung läuft weiter und wird erfasst; bis der Kunde zahlt, zahlt die Agentur.',
  'ask.depleted':
    'Laden Sie auf, oder entscheiden Sie, ob der Kunde auf der Plattform pausiert wird. Wir pausieren nichts von selbst.',
  'recovered.depleted': 'Es ist wieder Guthaben vorhanden.',
  'title.failedReload': 'Zahlung fehlgeschlagen',
  'fired.failedReload': 'Die letzte Abbuchung vom hinterlegten Zahlungsmittel ist fehlgeschlagen.',
  'ask.failedReload':
    'Sehen Sie den Grund bei den Zahlungen des Kunden nach, und bitten Sie um eine andere Karte, wenn sie nicht mehr gehen wird.',
  'recovered.failedReload': 'Eine Zahlung ist eingegangen.',
  'title.actionRequired': 'Kunde muss eine Zahlung bestätigen',
  'fired.actionRequired': 'Die Bank verlangt, dass der Kunde die letzte Abbuchung bestätigt.',
  'ask.actionRequired':
    'Senden Sie dem Kunden den Link zum Kundenportal; bis dahin wird nicht erneut abgebucht.',
  'recovered.actionRequired': 'Die Zahlung wartet nicht mehr auf den Kunden.',
  'title.reloadCapped': 'Aufladung durch Obergrenze gestoppt',
  'fired.reloadCapped': 'Die Obergrenze der automatischen Aufladung hält das Guthaben unter seiner Schwelle.',
  'ask.reloadCapped': 'Heben Sie die Obergrenze an, oder lassen Sie den Kunden aufladen.',
  'recovered.reloadCapped': 'Die Aufladung darf wieder laufen.',
  'title.dispute': 'Zahlung angefochten',
  'fired.dispute': 'Die Bank des Kunden hat {amount} zurückgeholt.',
  'ask.dispute': 'Beantworten Sie die Anfechtung fristgerecht in Ihrem Zahlungskonto.',
  'recovered.dispute': 'Über die Anfechtung ist entschieden.',
  'title.spendCap': 'Ausgabengrenze erreicht',
  'fired.spendCap': 'Die Grenze ({level}) von {cap} für {service} ist in diesem Monat erreicht.',
  'ask.spendCap': 'Heben Sie die Grenze an, oder entscheiden Sie, was der Kunde noch nutzen darf.',
  'recovered.spendCap': 'Die Grenze ist nicht mehr erreicht.',
  'title.stripeStopped': 'Abbuchungen stehen still',
  'fired.stripeStopped':
    'Stripe nimmt den eigenen Schlüssel der Agentur nicht mehr an, oder ihr Konto wurde getrennt. Dort wird kein Kunde belastet.',
  'ask.stripeStopped':
    'Hinterlegen Sie einen neuen Schlüssel, oder verbinden Sie das Konto wieder. Dann wird abgebucht, was offen ist.',
  'recovered.stripeStopped': 'Abbuchungen laufen wieder.',
  'title.poolLow': 'Credits werden knapp',
  'fired.poolLow': 'Der Topf „{pool}“ enthält noch {credits} Credits, weniger als {remindBelow}.',
  'ask.poolLow': 'Kaufen Sie Credits nach, oder lassen Sie den Topf sie selbst nachkaufen.',
  'recovered.poolLow': 'Der Topf enthält wieder genug Credits.',
  'title.reloadLoses': 'Aufladungen bringen Verlust',
  'fired.reloadLoses':
    'Von einer Aufladung über {amount}, verbraucht für {service} zum {multiplier}-Fachen, bleiben nach der Kartengebühr {net}.',
  'ask.reloadLoses': 'Heben Sie den Multiplikator oder den Aufladebetrag an.',
  'recovered.reloadLoses': 'Aufladungen tragen sich wieder.',
  'title.unbilledCost': 'Eine Leistung zahlt niemand',
  'fired.unbilledCost': '{service} hat in 30 Tagen {cost} gekostet und wurde niemandem berechnet.',
  'ask.unbilledCost': 'Berechnen Sie die Leistung weiter, oder tragen Sie sie bewusst selbst.',
  'recovered.unbilledCost': 'Die Leistung wird berechnet oder kostet nichts mehr.',
  'title.belowFloor': 'Marge unter Ihrer Untergrenze',
  'fired.belowFloor':
    '{service} brachte in 30 Tagen {price} bei Kosten von {cost}: {margin} Marge, unter {floor}.',
  'ask.belowFloor': 'Heben Sie den Preis oder den Multiplikator der Leistung an.',
  'recovered.belowFloor': 'Die Marge liegt wieder über der Untergrenze.',
  'title.negativeMargin': 'Kunde kostet mehr, als er bringt',
  'fired.negativeMargin': 'In 30 Tagen brachte der Kunde {price} und kostete {cost}, vor Kartengebühren.',
  'ask.negativeMargin': 'Sehen Sie nach, welche Leistungen nicht oder zu billig weiterberechnet werden.',
  'recovered.negativeMargin': 'Der Kunde bringt wieder mehr, als er kostet.',
}
