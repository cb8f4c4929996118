import { type Words, figure as f } from './words.ts'

export const de: Words = {
  several: (count, agency) => `${count} Hinweise für ${agency}`,
  resolved: 'Erledigt',
  more: (count) => `… und ${count} weitere. Siehe die Liste der Hinweise.`,
  footer: (agency) =>
    `Gesendet an das Team von ${agency} durch Rebill Lens. Schwellen und Empfänger stehen unter Hinweise. Es wurde nichts pausiert.`,
  allServices: 'alle Leistungen',
  kinds: {
    lowBalance: {
      title: 'Guthaben niedrig',
      fired: (x) => `Das Guthaben beträgt ${f(x, 'balance')} und liegt unter ${f(x, 'threshold')}.`,
      ask: 'Bitten Sie den Kunden aufzuladen, oder schalten Sie die automatische Aufladung ein.',
      recovered: 'Das Guthaben liegt wieder über der Schwelle.',
    },
    runway: {
      title: 'Guthaben reicht nicht mehr lange',
      fired: (x) =>
        `Bei ${f(x, 'burn')} am Tag reicht das Guthaben von ${f(x, 'balance')} keine ${f(x, 'days')} Tage mehr.`,
      ask: 'Bitten Sie den Kunden, vorher aufzuladen.',
      recovered: 'Das Guthaben reicht wieder lange genug.',
    },
    depleted: {
      title: 'Guthaben aufgebraucht',
      fired: (x) =>
        `Das Guthaben beträgt ${f(x, 'balance')}. Die Nutzung läuft weiter und wird erfasst; bis der Kunde zahlt, zahlt die Agentur.`,
      ask: 'Laden Sie auf, oder entscheiden Sie, ob der Kunde auf der Plattform pausiert wird. Wir pausieren nichts von selbst.',
      recovered: 'Es ist wieder Guthaben vorhanden.',
    },
    failedReload: {
      title: 'Zahlung fehlgeschlagen',
      fired: () => 'Die letzte Abbuchung vom hinterlegten Zahlungsmittel ist fehlgeschlagen.',
      ask: 'Sehen Sie den Grund bei den Zahlungen des Kunden nach, und bitten Sie um eine andere Karte, wenn sie nicht mehr gehen wird.',
      recovered: 'Eine Zahlung ist eingegangen.',
    },
    actionRequired: {
      title: 'Kunde muss eine Zahlung bestätigen',
      fired: () => 'Die Bank verlangt, dass der Kunde die letzte Abbuchung bestätigt.',
      ask: 'Senden Sie dem Kunden den Link zum Kundenportal; bis dahin wird nicht erneut abgebucht.',
      recovered: 'Die Zahlung wartet nicht mehr auf den Kunden.',
    },
    reloadCapped: {
      title: 'Aufladung durch Obergrenze gestoppt',
      fired: () => 'Die Obergrenze der automatischen Aufladung hält das Guthaben unter seiner Schwelle.',
      ask: 'Heben Sie die Obergrenze an, oder lassen Sie den Kunden aufladen.',
      recovered: 'Die Aufladung darf wieder laufen.',
    },
    dispute: {
      title: 'Zahlung angefochten',
      fired: (x) => `Die Bank des Kunden hat ${f(x, 'amount')} zurückgeholt.`,
      ask: 'Beantworten Sie die Anfechtung fristgerecht in Ihrem Zahlungskonto.',
      recovered: 'Über die Anfechtung ist entschieden.',
    },
    spendCap: {
      title: 'Ausgabengrenze erreicht',
      fired: (x) =>
        `Die Grenze (${f(x, 'level')}) von ${f(x, 'cap')} für ${f(x, 'service')} ist in diesem Monat erreicht.`,
      ask: 'Heben Sie die Grenze an, oder entscheiden Sie, was der Kunde noch nutzen darf.',
      recovered: 'Die Grenze ist nicht mehr erreicht.',
    },
    stripeStopped: {
      title: 'Abbuchungen stehen still',
      fired: (x) =>
        x['cause'] === 'keyRefused'
          ? 'Stripe nimmt den eigenen Schlüssel der Agentur nicht mehr an. Damit wird kein Kunde belastet; was läuft, wartet.'
          : 'Das Stripe-Konto der Agentur ist getrennt. Dort wird kein Kunde belastet.',
      ask: 'Hinterlegen Sie einen neuen Schlüssel, oder verbinden Sie das Konto wieder. Dann wird abgebucht, was offen ist.',
      recovered: 'Abbuchungen laufen wieder.',
    },
    poolLow: {
      title: 'Credits werden knapp',
      fired: (x) =>
        `Der Topf „${f(x, 'pool')}“ enthält noch ${f(x, 'credits')} Credits, weniger als ${f(x, 'remindBelow')}.`,
      ask: 'Kaufen Sie Credits nach, oder lassen Sie den Topf sie selbst nachkaufen.',
      recovered: 'Der Topf enthält wieder genug Credits.',
    },
    reloadLoses: {
      title: 'Aufladungen bringen Verlust',
      fired: (x) =>
        `Von einer Aufladung über ${f(x, 'amount')}, verbraucht für ${f(x, 'service')} zum ${f(x, 'multiplier')}-Fachen, bleiben nach der Kartengebühr ${f(x, 'net')}.`,
      ask: 'Heben Sie den Multiplikator oder den Aufladebetrag an.',
      recovered: 'Aufladungen tragen sich wieder.',
    },
    unbilledCost: {
      title: 'Eine Leistung zahlt niemand',
      fired: (x) =>
        `${f(x, 'service')} hat in 30 Tagen ${f(x, 'cost')} gekostet und wurde niemandem berechnet.`,
      ask: 'Berechnen Sie die Leistung weiter, oder tragen Sie sie bewusst selbst.',
      recovered: 'Die Leistung wird berechnet oder kostet nichts mehr.',
    },
    belowFloor: {
      title: 'Marge unter Ihrer Untergrenze',
      fired: (x) =>
        `${f(x, 'service')} brachte in 30 Tagen ${f(x, 'price')} bei Kosten von ${f(x, 'cost')}: ${f(x, 'margin')} Marge, unter ${f(x, 'floor')}.`,
      ask: 'Heben Sie den Preis oder den Multiplikator der Leistung an.',
      recovered: 'Die Marge liegt wieder über der Untergrenze.',
    },
    negativeMargin: {
      title: 'Kunde kostet mehr, als er bringt',
      fired: (x) =>
        `In 30 Tagen brachte der Kunde ${f(x, 'price')} und kostete ${f(x, 'cost')}, vor Kartengebühren.`,
      ask: 'Sehen Sie nach, welche Leistungen nicht oder zu billig weiterberechnet werden.',
      recovered: 'Der Kunde bringt wieder mehr, als er kostet.',
    },
  },
}
