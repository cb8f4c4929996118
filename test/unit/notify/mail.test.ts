import { describe, expect, it } from 'vitest'
import type { Context } from '../../../worker/context.ts'
import { type Alert, AlertKind } from '../../../worker/notify/kinds.ts'
import { sendMail } from '../../../worker/notify/mail.ts'
import { renderMail } from '../../../worker/notify/render-mail.ts'

const alert = (changes: Partial<Alert> = {}): Alert => ({
  id: 'a-1',
  client: { id: 'c1', name: 'Bäckerei Korn' },
  kind: 'lowBalance',
  subject: null,
  change: 'fired',
  at: new Date('2026-11-21T12:00:00Z'),
  detail: { balance: '8000', threshold: '10000', currency: 'EUR' },
  ...changes,
})
const EN = { locale: 'en', agency: 'Nordlicht' } as const

describe('the e-mail', () => {
  it('has each kind in both languages, begun and ended, with its figures filled in', () => {
    const detail = {
      balance: '1.5',
      threshold: '2',
      burn: '3',
      days: '4',
      currency: 'EUR',
      amount: '10',
      net: '-0.113809524',
      multiplier: '1.05',
      service: 'sms.outbound',
      cost: '18',
      price: '0',
      margin: '-0.2',
      floor: '0',
      level: 'soft',
      cap: '20',
      pool: 'main',
      credits: '8000',
      remindBelow: '10000',
    }
    for (const kind of AlertKind.options) {
      for (const change of ['fired', 'recovered'] as const) {
        const [en, de] = (['en', 'de'] as const).map((locale) =>
          renderMail([alert({ kind, change, detail })], { ...EN, locale }),
        )
        for (const mail of [en, de]) {
          expect(mail?.subject).toMatch(/: Bäckerei Korn$/)
          expect(mail?.text).not.toMatch(/undefined|–|\{/)
          expect(mail?.html).toMatch(/^<!doctype html><html lang="(en|de)">/)
        }
        expect(en?.text).not.toBe(de?.text)
      }
    }
    const loss = renderMail([alert({ kind: 'reloadLoses', detail })], { ...EN, locale: 'de' })
    expect(loss.text).toContain(
      'Von einer Aufladung über 10,00\u00a0€, verbraucht für SMS, gesendet zum 1,05-Fachen, bleiben nach der Kartengebühr -0,113809524\u00a0€.',
    )
    const pool = renderMail([alert({ kind: 'poolLow', detail })], { ...EN, locale: 'de' })
    expect(pool.text).toContain('Der Topf „main“ enthält noch 8.000 Credits, weniger als 10.000.')
  })

  it('escapes what comes from outside, in the page and in the subject line', () => {
    const name = '<img src=x onerror=alert(1)>\r\nBcc: all@agency.example'
    const mail = renderMail([alert({ client: { id: 'c', name } })], EN)
    expect(mail.html).not.toContain('<img')
    expect(mail.subject).not.toMatch(/[\r\n]/)
    expect(mail.subject).toContain('<img src=x onerror=alert(1)> Bcc')
  })

  it('tells many at once, at most fifty in full', () => {
    const mail = renderMail(
      Array.from({ length: 120 }, () => alert()),
      EN,
    )
    expect(mail.subject).toBe('120 alerts for Nordlicht')
    expect(mail.text.match(/Low balance/g)).toHaveLength(50)
    expect(mail.text).toContain('and 70 more')
  })
})

describe('sending', () => {
  const mail = { id: 'm', to: ['staff@agency.example'], subject: 's', text: 't', html: 'h' }
  const from = 'alerts@agency.example'

  it('prefers the send_email binding', async () => {
    const sent: unknown[] = []
    const email = { send: async (message: unknown) => (sent.push(message), { messageId: '1' }) }
    const ctx = { settings: { MAIL_FROM: from }, email } as unknown as Context
    expect(await sendMail(ctx, mail)).toEqual({ outcome: 'sent', status: null })
    expect(sent).toEqual([{ from, to: mail.to, subject: 's', text: 't', html: 'h' }])
    email.send = () => Promise.reject(new Error('sender not allowed'))
    expect(await sendMail(ctx, mail)).toEqual({ outcome: 'refused', status: null })
  })

  it('says what is not set up', async () => {
    expect(await sendMail({ settings: {} } as Context, mail)).toMatchObject({ outcome: 'notConfigured' })
    expect(await sendMail({ settings: { MAIL_FROM: from } } as Context, mail)).toMatchObject({
      outcome: 'notConfigured',
    })
  })
})
