import { describe, expect, it } from 'vitest'
import { translator, type Language } from '../../../extension/i18n/translate.ts'
import { agency as agencyDe } from '../../../extension/locales/de/agency.ts'
import { agency as agencyEn } from '../../../extension/locales/en/agency.ts'
import { overlay as overlayDe } from '../../../extension/locales/de/overlay.ts'
import { overlay as overlayEn } from '../../../extension/locales/en/overlay.ts'

const FORMS = { n: '{n} {n|one|other}' } as const

describe.each(['en', 'de'] as const)('words that go with a number, %s', (language: Language) => {
  const t = translator({ en: FORMS, de: FORMS }, () => language)

  it.each([0, 1, 2, 5, 11, 21, 100, 101, 1_000, 1_001, 0.5, 1.5, 2.1])(
    '%d takes the form that the language’s own rules give it',
    (n) => {
      const shown = new Intl.NumberFormat(language).format(n)
      expect(t('n', { n: shown })).toBe(`${shown} ${new Intl.PluralRules(language).select(n)}`)
    },
  )
})

it.each([
  ['en', '1', '1 client in Rebill Lens', '1 day'],
  ['en', '3', '3 clients in Rebill Lens', '3 days'],
  ['de', '1', '1 Kunde in Rebill Lens', '1 Tag'],
  ['de', '3', '3 Kunden in Rebill Lens', '3 Tage'],
] as const)('%s %s: %s, %s', (language, n, clients, days) => {
  const agency = translator({ en: agencyEn, de: agencyDe }, () => language)
  const overlay = translator({ en: overlayEn, de: overlayDe }, () => language)
  expect(agency('tools.count', { count: n })).toBe(clients)
  expect(overlay('panel.days', { days: n })).toBe(days)
})

it('several numbers in one sentence take each their own form', () => {
  const t = translator({ en: agencyEn, de: agencyDe }, () => 'en')
  expect(t('bulk.changes', { changes: '1', same: '2', cannot: '0' })).toBe(
    '1 changes, 2 stay as they are, 0 cannot.',
  )
  expect(t('wallets.all', { read: '1', connected: '9', time: '12:00' })).toMatch(
    /^1 of 9 sub-accounts has a wallet/,
  )
})
