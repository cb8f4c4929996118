import type { Translation } from '../../i18n/translate.ts'
import type { payments as en } from '../en/payments.ts'

export const payments: Translation<typeof en> = {
  'payments.title': 'Zahlungen',
  'payments.signedOut':
    'Kunden belastet Ihr Worker. Verbinden Sie ihn oben, um zu sehen, über welches Konto.',
  'payments.loading': 'Das Zahlungskonto wird gelesen …',
  'payments.retry': 'Erneut versuchen',
  'payments.account': 'Stripe-Konto',
  'payments.state': 'Kunden werden belastet',
  'payments.key': 'Eigener Schlüssel',
  'payments.live': 'echt',
  'payments.test': 'Test',
  'payments.unknown':
    'Der Worker meldet „{state}“, das diese Version nicht kennt. Aktualisieren Sie die Erweiterung.',

  'state.own': 'mit dem Stripe-Schlüssel dieses Workers',
  'state.onboarding': 'noch nicht: Das Stripe-Konto ist erst teilweise verbunden',
  'state.connected': 'über Ihr verbundenes Stripe-Konto',
  'state.deauthorized': 'nicht mehr: Das Stripe-Konto wurde getrennt',
  'state.ownKey': 'mit dem eigenen Stripe-Schlüssel Ihrer Agentur',
  'state.keyRefused': 'nicht mehr: Stripe weist den eigenen Schlüssel Ihrer Agentur ab',

  'reason.rejected': 'Stripe meldet: Der Schlüssel ist ungültig oder gilt nicht mehr.',
  'reason.permission': 'Dem Schlüssel fehlt diese Berechtigung: {permission}.',

  'next.own':
    'Ein eigenes Konto oder ein eigener eingeschränkter Schlüssel lässt sich am Worker setzen: siehe docs/charging.md.',
  'next.onboarding': 'Ergänzen Sie, was Stripe noch verlangt. Bis dahin wird kein Kunde belastet.',
  'next.connected': 'Zahlungen, Gebühren und Anfechtungen stehen in Ihrem eigenen Stripe-Dashboard.',
  'next.deauthorized':
    'Zahlungen, Aufladungen und Rechnungen ruhen. Verbinden Sie das Konto am Worker neu: siehe docs/charging.md.',
  'next.ownKey':
    'Der Schlüssel bleibt verschlüsselt beim Worker; kein Browser bekommt ihn zu sehen. Wie er sich ändern lässt: docs/charging.md.',
  'next.keyRefused':
    'Zahlungen, Aufladungen und Rechnungen ruhen. Erzeugen Sie bei Stripe einen neuen eingeschränkten Schlüssel und setzen Sie ihn am Worker: siehe docs/charging.md.',
}
