import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { type Agency, type Api, NOW } from '../api/support.ts'
import { type Inbox, SETTINGS, checkSignature, moveWallet, startAlerts } from './support.ts'

let api: Api
let inbox: Inbox
beforeAll(async () => {
  ;({ api, inbox } = await startAlerts())
})
afterAll(async () => {
  await api.close()
  await inbox.close()
})

const minute = (after: number) => new Date(NOW.getTime() + (7 + after) * 60_000)
const told = (agency: Agency) =>
  api.worker.rows(
    'SELECT client_id, kind, change, crossing FROM alert WHERE agency_id = ? ORDER BY at, crossing, change',
    [agency.id],
  )
const move = (agency: Agency, amount: string, client = 'c1') => moveWallet(api.ctx, agency.id, client, amount)

async function agencyWith(settings: Partial<typeof SETTINGS> = {}, client: object = {}) {
  const agency = await api.agency({ name: 'Nordlicht' })
  await agency.client({ id: 'c1', name: 'Bäckerei <Korn>', ...client })
  const owner = await agency.signIn('owner')
  const answer = await owner.put('/v1/alerts/settings', { ...SETTINGS, ...settings })
  expect(answer.status).toBe(200)
  return { agency, owner, settings: (await answer.json()) as Record<string, unknown> }
}

describe('alerts', () => {
  it('CE-05 W7 fires once when the balance falls below the threshold, and once when it is over', async () => {
    const mail = 'w7@agency.example'
    const { agency } = await agencyWith({
      locale: 'de',
      emails: [mail],
      thresholds: { ...SETTINGS.thresholds, lowBalance: '10000' },
    })
    await move(agency, '50000')
    for (let mailing = 1; mailing <= 9; mailing += 1) {
      await move(agency, '-5250')
      await api.worker.house.runMinute(minute(mailing))
      expect(await told(agency), `after mailing ${mailing}`).toHaveLength(mailing < 8 ? 0 : 1)
    }
    const [letter, ...others] = inbox.letters(mail)
    expect(others).toEqual([])
    expect(letter).toMatchObject({
      from: 'alerts@agency.example',
      subject: 'Guthaben niedrig: Bäckerei <Korn>',
      text: expect.stringContaining(
        'Das Guthaben beträgt 8.000,00\u00a0$ und liegt unter 10.000,00\u00a0$.',
      ) as string,
      html: expect.stringContaining('Bäckerei &lt;Korn&gt;') as string,
    })
    await move(agency, '47250')
    await api.worker.house.runMinute(minute(10))
    await api.worker.house.runMinute(minute(11))
    expect((await told(agency)).map((one) => one['change'])).toEqual(['fired', 'recovered'])
    await move(agency, '-45000')
    await api.worker.house.runMinute(minute(12))
    expect((await told(agency)).at(-1)).toMatchObject({ change: 'fired', crossing: 2n })
    expect(inbox.letters(mail)).toHaveLength(3)
  })

  it('loses and doubles nothing when many runs look at once', async () => {
    const { agency, settings } = await agencyWith({ webhook: { url: `${inbox.url}/race` } })
    for (let i = 2; i <= 40; i += 1) await agency.client({ id: `c${i}` })
    await Promise.all(Array.from({ length: 40 }, (_, i) => move(agency, '-1', `c${i + 1}`)))
    await Promise.all(Array.from({ length: 12 }, () => api.worker.house.runMinute(minute(1))))
    expect(await told(agency)).toHaveLength(40)
    const hooks = inbox.hooks('/race')
    expect(new Set(hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(40)
    expect(hooks).toHaveLength(40)
    const secret = String(settings['webhookSecret'])
    for (const hook of hooks) {
      expect(checkSignature(secret, hook)).toMatchObject({
        type: 'alert.fired',
        data: { kind: 'depleted', balance: '-1', currency: 'USD' },
      })
    }
    expect(() => checkSignature(`whsec_${btoa('another secret of 24 bytes')}`, hooks[0] as never)).toThrow()
  })

  it('looks again at once when a threshold changes', async () => {
    const { agency, owner } = await agencyWith()
    await move(agency, '30')
    await owner.put('/v1/alerts/settings', {
      ...SETTINGS,
      version: 1,
      thresholds: { ...SETTINGS.thresholds, lowBalance: '31' },
    })
    expect(await told(agency)).toMatchObject([{ kind: 'lowBalance', change: 'fired' }])
    const own = { ...SETTINGS.thresholds, lowBalance: '30' }
    expect((await owner.put('/v1/clients/c1/alert-thresholds', { ...own, version: 0 })).status).toBe(200)
    expect((await told(agency)).at(-1)).toMatchObject({ kind: 'lowBalance', change: 'recovered' })
    const { clients } = (await (await owner.get('/v1/alerts/settings')).json()) as { clients: unknown[] }
    expect(clients).toEqual([{ id: 'c1', ...own }])
  })

  it('marks a client without funds and asks staff; a new client and one that reloads itself are no news', async () => {
    const { agency, owner } = await agencyWith()
    await agency.client({ id: 'new' })
    await agency.client({
      id: 'reloads',
      reload: { threshold: parseNano('10'), amount: parseNano('50') },
      payment: { customerId: `cus_fake_${agency.id}`, methodId: 'pm_fake' },
    })
    await move(agency, '0.001375')
    // The wallet itself is not touched by a worker that has nothing to charge: it was refilled before the run.
    await move(agency, '9.99', 'reloads')
    await api.ctx.db.writeBatch([
      {
        sql: `INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
                idempotency_key, fee_is_estimate, sends, created_at)
              VALUES (?, 'x', 'reloads', 'reload', 50000000000, 'USD', 'processing', 'stripe', '', 'cus', ?, 0, 1, 0)`,
        args: [agency.id, `k-${agency.id}`],
      },
    ])
    await api.worker.house.runMinute(minute(1))
    expect(await told(agency)).toEqual([])
    await move(agency, '-0.001375')
    await api.worker.house.runMinute(minute(2))
    const { alerts } = (await (await owner.get('/v1/alerts?open=true')).json()) as { alerts: object[] }
    expect(alerts).toMatchObject([
      { client: { id: 'c1' }, kind: 'depleted', change: 'fired', open: true, detail: { balance: '0' } },
    ])
  })

  it('reckons the runway from the trailing week', async () => {
    const { agency } = await agencyWith()
    const key = await api.worker.sourceKey(agency.id, 'runway')
    await agency.client({
      id: 'runs',
      services: { 'custom.sms': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '1' } } },
    })
    await move(agency, '37', 'runs')
    const use = async (id: string, quantity: string) => {
      const event = {
        id,
        client: 'runs',
        service: 'custom.sms',
        quantity,
        unitCost: '0.1',
        occurredAt: NOW.toISOString(),
      }
      expect(await (await api.worker.postUsage(key, [event])).json()).toMatchObject({
        results: [{ outcome: 'posted' }],
      })
    }
    // 7 used in the week: 30 left last 30 days. 14 more: 16 left at 3 a day last 5.3; 1 more at 22/7: 4.77.
    await use('a', '7')
    await use('b', '14')
    await api.worker.house.runMinute(minute(1))
    expect(await told(agency)).toEqual([])
    await use('c', '8')
    await api.worker.house.runMinute(minute(2))
    // 29 in seven days, 8 left: 1.9 days.
    expect(await told(agency)).toMatchObject([{ client_id: 'runs', kind: 'runway', change: 'fired' }])
  })

  it('B-02 W2 W11 W12 tells top-ups that lose money, storage and tokens that nobody pays for, and a price below cost', async () => {
    const { agency, owner } = await agencyWith()
    const sms = { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '1.05' } } as const
    await agency.client({
      id: 'loses',
      reload: { threshold: 0n, amount: parseNano('10') },
      services: {
        'custom.sms': sms,
        'closebot.tokens': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '0' } },
        'custom.email': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '0.01' } },
      },
    })
    const key = await api.worker.sourceKey(agency.id, 'losses')
    const event = (id: string, service: string, quantity: string, unitCost: string) => ({
      id,
      client: 'loses',
      service,
      quantity,
      unitCost,
      occurredAt: NOW.toISOString(),
    })
    const answer = await api.worker.postUsage(key, [
      event('storage', 'closebot.storage', '72000000000', '0.00000000025'),
      event('tokens', 'closebot.tokens', '12.34', '1'),
      event('mail', 'custom.email', '1000', '0.012'),
      event('little', 'content.ai.image', '1', '0.5'),
    ])
    expect(answer.status).toBe(200)
    await api.worker.house.runMinute(minute(1)) // seals; losses are looked at in the full hour
    expect((await told(agency)).filter((one) => one['kind'] === 'unbilledCost')).toEqual([])
    const hour = new Date('2026-11-21T13:00:00Z')
    await api.worker.house.runMinute(hour)
    await api.worker.house.runMinute(hour)
    const { alerts } = (await (await owner.get('/v1/alerts?client=loses&open=true')).json()) as {
      alerts: { kind: string; subject: string | null; detail: Record<string, string> }[]
    }
    const found = Object.fromEntries(
      alerts.map(({ kind, subject, detail }) => [[kind, subject].filter(Boolean).join(' '), detail]),
    )
    expect(Object.keys(found).sort()).toEqual([
      'belowFloor custom.email',
      'depleted',
      'lowBalance',
      'negativeMargin',
      'reloadLoses',
      'unbilledCost closebot.storage',
      'unbilledCost closebot.tokens',
    ])
    expect(found['unbilledCost closebot.storage']).toMatchObject({ cost: '18', price: '0' })
    expect(found['unbilledCost closebot.tokens']).toMatchObject({ cost: '12.34' })
    expect(found['reloadLoses']).toMatchObject({ amount: '10', net: '-0.113809524', multiplier: '1.05' })
    expect(found['belowFloor custom.email']).toMatchObject({
      cost: '12',
      price: '10',
      margin: '-0.2',
      floor: '0',
    })
    expect(found['negativeMargin']).toMatchObject({ cost: '42.84', price: '10' })
  })

  it('costs a fixed number of statements for any number of clients', async () => {
    const { agency } = await agencyWith()
    const log = api.worker.house.database.local?.requests
    if (log === undefined) throw new Error('the test needs the local database')
    const costOf = async (after: number) => {
      const mark = log.at(-1)
      await api.worker.house.runMinute(minute(after))
      return mark === undefined ? -1 : log.length - 1 - log.indexOf(mark)
    }
    await costOf(1)
    const few = await costOf(2)
    for (let i = 0; i < 60; i += 1) await agency.client({ id: `many-${i}` })
    await costOf(3)
    expect(few).toBeGreaterThan(3)
    expect(await costOf(4)).toBe(few)
  })

  it('shows an agency its own alerts and deliveries only, and keeps settings to those who may', async () => {
    const { agency, owner } = await agencyWith({ webhook: { url: `${inbox.url}/fence` } })
    await move(agency, '-5')
    await api.worker.house.runMinute(minute(1))
    const { deliveries } = (await (await owner.get('/v1/alerts/deliveries')).json()) as {
      deliveries: { id: string }[]
    }
    expect(deliveries).toHaveLength(1)
    const other = await agencyWith()
    expect(await (await other.owner.get('/v1/alerts')).json()).toMatchObject({ alerts: [] })
    expect(await (await other.owner.get('/v1/alerts/deliveries')).json()).toMatchObject({ deliveries: [] })
    const resend = await other.owner.post(`/v1/alerts/deliveries/${deliveries[0]?.id}/resend`)
    expect(resend.status).toBe(404)
    const own = { ...SETTINGS.thresholds, version: 0 }
    expect((await other.owner.put('/v1/clients/nobody/alert-thresholds', own)).status).toBe(404)
    const staff = await agency.signIn('staff')
    expect((await staff.put('/v1/alerts/settings', SETTINGS)).status).toBe(403)
    const viewer = await agency.signIn('viewer')
    const seen = await (await viewer.get('/v1/alerts/settings')).json()
    expect(seen).toMatchObject({ emails: SETTINGS.emails, webhook: { url: inbox.url } })
    expect((await viewer.put('/v1/alerts/settings', SETTINGS)).status).toBe(403)
  })
})
