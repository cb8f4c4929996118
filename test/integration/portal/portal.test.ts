import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeedClient } from '../../../dev/seed.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { type Api, startApi } from '../api/support.ts'
import { moveWallet } from '../notify/support.ts'
import { SERVICES, cardAtStripe, enter, portalLink, useServices, visitor } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.close())

async function clientWith(options: Partial<SeedClient> = {}, balance = '100') {
  const agency = await api.agency({ name: 'Nordlicht Agentur', timeZone: 'Europe/Berlin' })
  await agency.client({ id: 'c1', name: 'Bäckerei <Korn>', services: SERVICES, ...options })
  await moveWallet(api.ctx, agency.id, 'c1', balance)
  return { agency, staff: await agency.signIn('staff') }
}

/** No name of a system behind the service, and nothing of what the agency pays or earns (CE-02, invariant 6). */
const TELLTALE =
  /high\s?level|gohighlevel|leadconnector|\bLC\b|closebot|clever\s?elements|monsum|fastbill|twilio|\bstripe\b|margin|marge|markup|\bcosts?\b|kosten|profit|gewinn|einkauf/i

describe('the client’s pages', () => {
  it('open by a link that works once, for one client', async () => {
    const { agency, staff } = await clientWith()
    const link = await portalLink(staff, 'c1')
    const browser = visitor(api)
    expect((await browser.get('/portal')).status).toBe(404)
    // A scanner that follows the link does not use it up.
    expect((await visitor(api).get(link)).status).toBe(200)
    await browser.get(link)
    const token = browser.field('token')
    const entered = await browser.post('/portal/enter', { token })
    expect(entered.status).toBe(303)
    expect(entered.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Lax/i)
    expect((await browser.get('/portal')).text).toContain('Bäckerei &lt;Korn&gt;')
    expect((await visitor(api).post('/portal/enter', { token })).status).toBe(404)
    const altered = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect((await visitor(api).post('/portal/enter', { token: altered })).status).toBe(404)
    // An access token of staff is no link.
    expect((await visitor(api).post('/portal/enter', { token: staff.tokens.accessToken })).status).toBe(404)
    expect((await staff.post('/v1/clients/nobody/portal-link', {})).status).toBe(404)
    const viewer = await agency.signIn('viewer')
    expect((await viewer.post('/v1/clients/c1/portal-link', {})).status).toBe(403)
    await browser.get('/portal')
    expect((await browser.post('/portal/leave', { csrf: browser.field('csrf') })).status).toBe(200)
    expect((await browser.get('/portal')).status).toBe(404)
  })

  it('are guarded by headers, and a form of another site does nothing', async () => {
    const { agency, staff } = await clientWith({ payment: await cardAtStripe(api) })
    const browser = await enter(api, staff, 'c1')
    const { headers } = await browser.get('/portal')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    await browser.get('/portal/top-up?amount=50')
    const [csrf, intent] = [browser.field('csrf'), browser.field('intent')]
    expect((await browser.post('/portal/top-up', { csrf: 'guessed', intent, amount: '50' })).status).toBe(403)
    const foreign = { origin: 'https://evil.example' }
    expect((await browser.post('/portal/top-up', { csrf, intent, amount: '50' }, foreign)).status).toBe(403)
    const other = await clientWith()
    const neighbour = await enter(api, other.staff, 'c1')
    expect((await neighbour.post('/portal/top-up', { csrf, intent, amount: '50' })).status).toBe(403)
    expect(await api.worker.rows('SELECT id FROM charge WHERE agency_id = ?', [agency.id])).toEqual([])
  })

  it('HL-16 CB-09 top up: the amount is shown, and a second click pays nothing more', async () => {
    const { agency, staff } = await clientWith({ payment: await cardAtStripe(api) }, '3.999999')
    const browser = await enter(api, staff, 'c1', 'de')
    expect((await browser.get('/portal')).text).toContain('3,99\u00a0$')
    for (const wrong of ['', 'abc', '-5', '0', '50.00', '1,234', '999999999']) {
      expect((await browser.get(`/portal/top-up?amount=${wrong}`)).status, wrong).toBe(400)
    }
    const page = await browser.get('/portal/top-up?amount=1.250%2C50')
    expect(page.text).toContain('1.250,50\u00a0$ bezahlen')
    expect(page.text).toContain('Visa ···· 4242')
    const form = {
      csrf: browser.field('csrf'),
      intent: browser.field('intent'),
      amount: browser.field('amount'),
    }
    const [first, second] = [
      await browser.post('/portal/top-up', form),
      await browser.post('/portal/top-up', form),
    ]
    expect(first.headers.get('location')).toBe(second.headers.get('location'))
    const home = await browser.get(first.headers.get('location') ?? '')
    expect(home.text).toContain('Danke. 1.250,50\u00a0$ wurden bezahlt.')
    expect(home.text).toContain('1.254,49\u00a0$')
    expect(
      await api.worker.rows('SELECT state, purpose FROM charge WHERE agency_id = ?', [agency.id]),
    ).toEqual([{ state: 'succeeded', purpose: 'topUp' }])
    const [audit] = await api.worker.rows(
      "SELECT actor FROM audit_log WHERE agency_id = ? AND action = 'charge.requested'",
      [agency.id],
    )
    expect(audit).toEqual({ actor: 'client:c1' })
  })

  it('a declined top-up says so and charges nothing', async () => {
    const { staff } = await clientWith({ payment: await cardAtStripe(api, 'pm_card_chargeCustomerFail') })
    const browser = await enter(api, staff, 'c1')
    await browser.get('/portal/top-up?amount=20')
    const form = { csrf: browser.field('csrf'), intent: browser.field('intent'), amount: '20' }
    const paid = await browser.post('/portal/top-up', form)
    expect((await browser.get(paid.headers.get('location') ?? '')).text).toContain(
      'The payment of $20.00 did not go through. Nothing was charged.',
    )
  })

  it('CB-09 keep the client’s own reload settings, leave the caps to staff, and charge once below the threshold', async () => {
    const { agency, staff } = await clientWith({ payment: await cardAtStripe(api) })
    const charges = () =>
      api.worker.rows('SELECT purpose, amount FROM charge WHERE agency_id = ?', [agency.id])
    await api.ctx.db.writeBatch([
      {
        sql: `INSERT INTO reload_settings (agency_id, client_id, enabled, threshold, amount, charge_cap, month_cap)
              VALUES (?, 'c1', 0, 0, ?, NULL, ?)`,
        args: [agency.id, parseNano('50'), parseNano('500')],
      },
    ])
    const browser = await enter(api, staff, 'c1')
    await browser.get('/portal')
    const form = {
      csrf: browser.field('csrf'),
      intent: browser.field('intent'),
      enabled: 'yes',
      threshold: '12.50',
      amount: '75',
    }
    expect((await browser.post('/portal/reload', form)).headers.get('location')).toBe('/portal?done=saved')
    expect((await browser.get('/portal?done=saved')).text).toContain('Saved.')
    expect(
      await api.worker.rows(
        'SELECT enabled, threshold, amount, month_cap FROM reload_settings WHERE agency_id = ?',
        [agency.id],
      ),
    ).toEqual([
      { enabled: 1n, threshold: parseNano('12.5'), amount: parseNano('75'), month_cap: parseNano('500') },
    ])
    expect(await charges()).toEqual([])
    // The client raises the threshold above its 100: one charge, however often the form is sent.
    await browser.get('/portal')
    const raised = { ...form, intent: browser.field('intent'), threshold: '120' }
    for (let sent = 0; sent < 3; sent += 1) await browser.post('/portal/reload', raised)
    expect(await charges()).toEqual([{ purpose: 'reload', amount: parseNano('75') }])
    await api.worker.until(
      'the reload',
      async () => (await browser.get('/portal')).text,
      (text) => text.includes('figure">$175.00'),
    )
    expect(await charges()).toHaveLength(1)
  })

  it('HL-12 lead to the payment page for a card, and to nothing else', async () => {
    const { staff } = await clientWith()
    const browser = await enter(api, staff, 'c1')
    expect((await browser.get('/portal')).text).toContain('No payment method is stored yet.')
    expect((await browser.get('/portal/top-up?amount=50')).headers.get('location')).toBe('/portal')
    await browser.get('/portal')
    const page = await browser.post('/portal/card', { csrf: browser.field('csrf') })
    const [, target = ''] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(page.text) ?? []
    expect(target).toMatch(/^http/)
    expect(page.text).toContain(`href="${target}"`)
  })

  it('lead to the bank where it asks the client, on one kept payment, and say when it is done', async () => {
    const payment = await cardAtStripe(api, 'pm_card_authenticationRequired')
    const { agency, staff } = await clientWith({ payment })
    const { stripe } = api.worker.house
    if (stripe === null) throw new Error('the test needs the Stripe stand-in')
    const browser = await enter(api, staff, 'c1', 'de')
    await browser.get('/portal/top-up?amount=20')
    const form = { csrf: browser.field('csrf'), intent: browser.field('intent'), amount: '20' }
    const asked = (await browser.post('/portal/top-up', form)).headers.get('location') ?? ''
    expect((await browser.get(asked)).text).toContain('Ihre Bank bittet Sie, eine Zahlung zu bestätigen.')
    const csrf = browser.field('csrf')
    const confirm = (token = csrf) => browser.post('/portal/confirm-payment', { csrf: token })
    expect((await confirm('guessed')).status).toBe(403)
    const targets = []
    for (let click = 0; click < 2; click += 1) {
      const page = await confirm()
      targets.push(/http-equiv="refresh" content="0;url=([^"]+)"/.exec(page.text)?.[1])
    }
    const [charge] = await api.worker.rows('SELECT id, state, provider_ref FROM charge WHERE agency_id = ?', [
      agency.id,
    ])
    const intent = String(charge?.['provider_ref'])
    expect(charge?.['state']).toBe('actionRequired')
    expect(targets[0]).toMatch(/^http/)
    expect(targets[1]).toBe(targets[0])
    // The client confirms at the bank; nobody's webhook has come yet when it is back.
    stripe.setOutcome(payment.methodId, { kind: 'succeed' })
    await fetch(`${stripe.url}/v1/payment_intents/${intent}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.worker.house.settings['STRIPE_SECRET_KEY'] ?? ''}` },
    })
    const done = await confirm()
    expect([done.status, done.headers.get('location')]).toEqual([303, '/portal?done=confirmed'])
    const home = await browser.get('/portal?done=confirmed')
    expect(home.text).toContain('Bei dieser Zahlung ist nichts mehr zu tun.')
    expect(home.text).not.toContain('Ihre Bank bittet Sie')
    expect(home.text).toContain('120,00\u00a0$')
    expect(stripe.succeededCharges().filter(({ customer }) => customer === payment.customerId)).toHaveLength(
      1,
    )
    expect((await confirm()).headers.get('location')).toBe('/portal?done=confirmed')
  })

  it('say that a debit is under way until the bank has it, and credit it then', async () => {
    const payment = await cardAtStripe(api, 'pm_success_de')
    const { agency, staff } = await clientWith(
      { currency: 'EUR', payment: { ...payment, kind: 'sepa_debit' } },
      '0',
    )
    const { stripe } = api.worker.house
    if (stripe === null) throw new Error('the test needs the Stripe stand-in')
    const browser = await enter(api, staff, 'c1')
    await browser.get('/portal/top-up?amount=20')
    const form = { csrf: browser.field('csrf'), intent: browser.field('intent'), amount: '20' }
    const asked = (await browser.post('/portal/top-up', form)).headers.get('location') ?? ''
    const under = await browser.get(asked)
    expect(under.text).toContain('The payment of €20.00 is under way.')
    expect(under.text).toContain('Your balance is used up.')
    expect(under.text).not.toContain('Your bank asks you')
    const [charge] = await api.worker.rows('SELECT provider_ref FROM charge WHERE agency_id = ?', [agency.id])
    stripe.succeedProcessing(String(charge?.['provider_ref']))
    await stripe.deliverWebhooks()
    const home = await api.worker.until(
      'the credit of the debit',
      () => browser.get(asked),
      ({ text }) => text.includes('figure">€20.00'),
    )
    expect(home.text).toContain('Thank you. €20.00 was paid.')
  })

  it('show a client its own only', async () => {
    const { agency, staff } = await clientWith({ payment: await cardAtStripe(api) })
    await agency.client({ id: 'c2', name: 'Gärtnerei Blatt' })
    await moveWallet(api.ctx, agency.id, 'c2', '77.77')
    const mine = await enter(api, staff, 'c1')
    await mine.get('/portal/top-up?amount=20')
    const form = { csrf: mine.field('csrf'), intent: mine.field('intent'), amount: '20' }
    const location = (await mine.post('/portal/top-up', form)).headers.get('location') ?? ''
    const other = await enter(api, staff, 'c2')
    const page = await other.get(location)
    expect(page.text).toContain('$77.77')
    expect(page.text).not.toMatch(/Korn|\$20\.00/)
    expect((await mine.get('/portal')).text).not.toMatch(/Blatt|77\.77/)
  })

  it('CE-02 never name a system behind them, nor what the agency pays', async () => {
    const { agency, staff } = await clientWith({
      payment: await cardAtStripe(api),
      reload: { threshold: parseNano('10'), amount: parseNano('50') },
    })
    await useServices(api, agency, 'c1')
    let pages = 0
    for (const lang of ['en', 'de'] as const) {
      const link = await portalLink(staff, 'c1', { lang })
      const browser = await enter(api, staff, 'c1', lang)
      for (const path of [
        link,
        '/portal',
        '/portal?done=card',
        '/portal/top-up?amount=50',
        '/portal/top-up?amount=x',
        '/portal/statement',
        '/portal/statement?month=2026-10',
        '/portal/statement.csv',
        '/portal/nothing-here',
      ]) {
        const { text, status } = await browser.get(path)
        // The token is letters by chance.
        const shown = text.replaceAll(/value="[^"]*"/g, '').replaceAll(/content="0;url=[^"]*"/g, '')
        expect(TELLTALE.exec(shown)?.[0], `${lang} ${path} ${status}`).toBeUndefined()
        pages += 1
      }
    }
    expect(pages).toBe(18)
    const statement = await (await staff.get('/v1/clients/c1/statement?view=client')).text()
    expect(TELLTALE.exec(statement)?.[0]).toBeUndefined()
    const agencys = await (await staff.get('/v1/clients/c1/statement')).text()
    expect(agencys).toMatch(TELLTALE) // the scan can find something
  })
})
