import { describe, expect, it } from 'vitest'
import { draftOf, readDraft, type Draft } from '../../../extension/entrypoints/options/alerts/draft.ts'
import { alertSettingsChecks, createAlertSettingsApi } from '../../../extension/rpc/alert-settings-api.ts'
import { SAMPLE_ALERT_SETTINGS } from '../../support/browser-alert-settings.ts'

const { clients: _clients, canMail: _mail, canSign: _sign, version, ...SETTINGS } = SAMPLE_ALERT_SETTINGS
const draft = (change: Partial<Draft> = {}): Draft => ({ ...draftOf(SETTINGS, 'en'), ...change })
const problemsOf = (change: Partial<Draft>, locale: 'de' | 'en' = 'en') => {
  const read = readDraft(draft(change), locale)
  return read.ok
    ? {}
    : Object.fromEntries(Object.entries(read.problems).map(([field, { why }]) => [field, why]))
}

describe('the form of alerts', () => {
  it.each(['en', 'de'] as const)('%s: what it shows is read back as it was', (locale) => {
    const large = {
      ...SETTINGS,
      thresholds: { lowBalance: '1234.5', runwayDays: 0, marginFloor: '-0.000001', lossFloor: '0.000000001' },
    }
    for (const settings of [SETTINGS, large]) {
      expect(readDraft(draftOf(settings, locale), locale)).toEqual({ ok: true, settings })
    }
  })

  it('shows figures in the reader’s notation, and the floor in percent', () => {
    expect(draftOf(SETTINGS, 'de')).toMatchObject({ lowBalance: '12,5', marginFloor: '12,5', lossFloor: '' })
    expect(draftOf(SETTINGS, 'en')).toMatchObject({ lowBalance: '12.5', marginFloor: '12.5', runwayDays: '' })
  })

  it('reads each notation as its own and guesses nothing', () => {
    expect(problemsOf({ lowBalance: '1.5' }, 'de')).toEqual({ lowBalance: 'number', marginFloor: 'number' })
    expect(problemsOf({ lowBalance: '1,5' })).toEqual({ lowBalance: 'number' })
    const german = readDraft({ ...draftOf(SETTINGS, 'de'), lossFloor: '1.234,50' }, 'de')
    expect(german).toMatchObject({ ok: true, settings: { thresholds: { lossFloor: '1234.5' } } })
  })

  it.each([
    [{ lowBalance: '-1' }, { lowBalance: 'negative' }],
    [{ lowBalance: 'ten' }, { lowBalance: 'number' }],
    [{ lowBalance: '100000001' }, { lowBalance: 'tooLarge' }],
    [{ lossFloor: '99999999999999' }, { lossFloor: 'tooLarge' }],
    [{ lossFloor: '0.0000000001' }, { lossFloor: 'decimals' }],
    [{ runwayDays: '2.5' }, { runwayDays: 'days' }],
    [{ runwayDays: '91' }, { runwayDays: 'days' }],
    [{ marginFloor: '100.1' }, { marginFloor: 'share' }],
    [{ marginFloor: '0.00001' }, { marginFloor: 'share' }],
    [{ emails: 'owner@northwind.example\nnobody' }, { emails: 'email' }],
    [
      { emails: Array.from({ length: 11 }, (_, n) => `p${n}@a.example`).join(' ') },
      { emails: 'tooManyEmails' },
    ],
    [{ webhook: 'hooks.northwind.example' }, { webhook: 'webhook' }],
    [{ webhook: 'http://hooks.northwind.example/' }, { webhook: 'webhook' }],
    [{ webhook: 'https://user:word@hooks.northwind.example/' }, { webhook: 'webhook' }],
    [
      { lowBalance: 'x', runwayDays: 'y', emails: 'z' },
      { emails: 'email', lowBalance: 'number', runwayDays: 'days' },
    ],
  ])('refuses %j at its field', (change, problems) => {
    expect(problemsOf(change)).toEqual(problems)
  })

  it('takes addresses however they are parted, each once; empty fields leave the default', () => {
    const read = readDraft(
      draft({
        emails: ' a@x.example, b@x.example;a@x.example\n',
        webhook: ' ',
        lowBalance: '',
        marginFloor: '20 %',
      }),
      'en',
    )
    expect(read).toMatchObject({
      ok: true,
      settings: {
        emails: ['a@x.example', 'b@x.example'],
        webhook: null,
        thresholds: { lowBalance: null, marginFloor: '0.2' },
      },
    })
  })
})

describe('the settings of alerts', () => {
  const api = (body: unknown, asked: unknown[] = []) =>
    createAlertSettingsApi({
      authorised: async (request) => {
        asked.push(request)
        return { ok: true, body }
      },
      now: () => 7,
    })

  it('are read, and replaced as a whole with nothing besides', async () => {
    const asked: unknown[] = []
    const one = api({ ...SAMPLE_ALERT_SETTINGS, webhookSecret: 'made' }, asked)
    expect(await one.read()).toMatchObject({ ok: true, value: { at: 7 } })
    const wish = { ...SETTINGS, newSecret: true, version, agencyId: 'another' }
    expect(await one.set(wish)).toMatchObject({ ok: true, value: { value: { webhookSecret: 'made' } } })
    expect(asked).toEqual([
      { method: 'GET', path: '/v1/alerts/settings' },
      { method: 'PUT', path: '/v1/alerts/settings', body: { ...SETTINGS, newSecret: true, version } },
    ])
  })

  it('of another shape are told as such, and are no message of ours', async () => {
    const { thresholds } = SETTINGS
    const wrong = [
      { locale: 'fr' },
      { emails: ['a'.repeat(201)] },
      { emails: Array.from({ length: 11 }, () => 'a@x.example') },
      { webhook: { url: 7 } },
      { muted: 'all' },
      { thresholds: { ...thresholds, lowBalance: '-1' } },
      { thresholds: { ...thresholds, runwayDays: 1.5 } },
      { thresholds: { ...thresholds, marginFloor: '2' } },
      { version: -1 },
      { version: '4' },
    ]
    for (const change of wrong) {
      expect(await api({ ...SAMPLE_ALERT_SETTINGS, ...change }).read()).toEqual({
        ok: false,
        failure: { kind: 'badAnswer' },
      })
      const wish = { ...SETTINGS, newSecret: false, version, ...change }
      expect(alertSettingsChecks['alerts.set'](wish)).toBe(false)
    }
    expect(alertSettingsChecks['alerts.set']({ ...SETTINGS, newSecret: false, version })).toBe(true)
    expect(alertSettingsChecks['alerts.set']({ ...SETTINGS, newSecret: false })).toBe(false)
    expect(alertSettingsChecks['alerts.set']({ ...SETTINGS, version })).toBe(false)
  })
})
