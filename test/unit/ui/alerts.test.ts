import { expect, it } from 'vitest'
import { alertWords } from '../../../extension/entrypoints/sidepanel/alert-text.ts'
import { createAlertsApi } from '../../../extension/rpc/alerts-api.ts'
import { AlertKind } from '../../../worker/notify/kinds.ts'
import { SAMPLE_ALERTS } from '../../support/browser-alerts.ts'

const [runway, floor] = SAMPLE_ALERTS
if (!runway || !floor) throw new Error('two samples')

it('every kind that the worker tells has its words, fired, open or not, and recovered', () => {
  for (const kind of AlertKind.options) {
    const fired = alertWords({ ...runway, kind })
    expect(fired.title).not.toBe(kind)
    expect(fired.text).not.toMatch(/[{}]/)
    expect(fired.ask).toMatch(/\.$/)
    expect(alertWords({ ...runway, kind, open: false }).ask).toBeNull()
    expect(alertWords({ ...runway, kind, change: 'recovered' }).text).not.toBe(fired.text)
  }
})

it('figures are as people read them; one that is missing is a dash', () => {
  expect(alertWords(floor).text).toBe(
    'SMS, sent brought $105.00 for $100.00 in 30 days: a margin of 4.5%, below 10%.',
  )
  const { balance: _, ...rest } = runway.detail
  expect(alertWords({ ...runway, detail: { ...rest, currency: 'EUR' } }).text).toBe(
    'At €4.10 a day, the balance of \u2013 lasts less than 3 days.',
  )
})

it('a page of another shape is told as a bad answer', async () => {
  const ask = (body: unknown) =>
    createAlertsApi({ authorised: async () => ({ ok: true, body }), now: () => 7 }).list(true, undefined)
  const good = { alerts: SAMPLE_ALERTS, nextCursor: null }
  expect(await ask(good)).toEqual({ ok: true, value: { at: 7, value: good } })
  const wrong = [
    null,
    { alerts: SAMPLE_ALERTS },
    { ...good, alerts: [{ ...runway, at: 'soon' }] },
    { ...good, alerts: [{ ...runway, detail: { balance: 5 } }] },
    { ...good, alerts: Array.from({ length: 51 }, () => runway) },
  ]
  for (const body of wrong) expect(await ask(body)).toEqual({ ok: false, failure: { kind: 'badAnswer' } })
})
