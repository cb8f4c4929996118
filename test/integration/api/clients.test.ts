import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditPage, ClientDetail, ClientPage } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Agency, type Api, LONG_AGO, NOW, codeOf, problemIn, startApi, times } from './support.ts'

const ledger = { billedBy: 'ledger', rule: times('1.5') } as const
const card = (id: string) => ({ customerId: `cus_fake_${id}`, methodId: `pm_fake_${id}` })

describe('what staff see of clients', () => {
  let api: Api
  const keys = new Map<string, string>()
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  /** Books usage as a source does; `days` before now. */
  async function use(
    agency: Agency,
    client: string,
    list: { quantity: string; days?: number; service?: string }[],
  ) {
    const source = `src-${client}`
    const key = keys.get(source) ?? (await api.worker.sourceKey(agency.id, source))
    keys.set(source, key)
    await api.worker.db.writeBatch([
      {
        sql: 'INSERT OR IGNORE INTO directory (system, external_id, agency_id, client_id) VALUES (?, ?, ?, ?)',
        args: [source, client, agency.id, client],
      },
    ])
    const events = list.map(({ quantity, days = 0, service = 'email.outbound' }, index) => ({
      id: `${client}-${index}-${days}`,
      client,
      service,
      quantity,
      occurredAt: new Date(NOW.getTime() - days * 86_400_000 - 60_000).toISOString(),
      unitCost: '0.00675',
    }))
    const answer = await api.worker.postUsage(key, events)
    const { results } = (await answer.json()) as { results: { outcome: string; detail?: string }[] }
    expect(results.map(({ outcome, detail }) => detail ?? outcome)).toEqual(events.map(() => 'posted'))
  }

  async function topUp(agency: Agency, clientId: string, amount: string) {
    const nano = parseNano(amount)
    await api.worker.db.writeBatch(
      transferStatements(api.ctx, {
        agencyId: agency.id,
        kind: 'topUp',
        reference: 'test',
        clientId,
        entries: [
          { account: 'stripe:clearing', currency: 'USD', amount: nano },
          { account: 'wallets', currency: 'USD', amount: -nano },
        ],
        clientMoves: [{ clientId, account: 'wallets', currency: 'USD', amount: nano }],
      }),
    )
  }

  it('shows balance, runway, month and margin after fees of usage that is not sealed yet', async () => {
    const agency = await api.agency()
    await agency.client({
      id: 'c-live',
      payment: card('live'),
      reload: { threshold: parseNano('10'), amount: parseNano('25') },
      services: { 'email.outbound': ledger },
    })
    await topUp(agency, 'c-live', '25')
    // 1,000 mails this month; 40 days ago lies outside it, and cannot be posted (35 days); 25 days ago is October.
    await use(agency, 'c-live', [{ quantity: '1000' }, { quantity: '100', days: 25 }])
    const staff = await agency.signIn('viewer')
    const page = ClientPage.parse(await (await staff.get('/v1/clients')).json())
    // W1: 1,000 mails cost 6.75 and sell at 10.125. US card at a reload of 25: 1.03 ÷ 25 × 10.125 = 0.41715.
    expect(page.clients).toEqual([
      {
        id: 'c-live',
        name: 'Client c-live',
        billingMode: 'prepaid',
        currency: 'USD',
        balance: '13.8625',
        runwayDays: '9.5',
        status: 'ok',
        rebilling: { state: 'enabled', reason: null, fix: null },
        month: {
          cost: '6.75',
          price: '10.125',
          fees: '0.41715',
          profit: '2.95785',
          margin: '0.292133',
          events: 1,
        },
      },
    ])
  })

  it('says the same after the minute was sealed, and live usage is added to it', async () => {
    const agency = await api.agency({ timeZone: 'America/New_York' })
    await agency.client({ id: 'c-seal', services: { 'email.outbound': ledger } })
    await use(agency, 'c-seal', [
      { quantity: '1000' },
      { quantity: '500', days: 3 },
      { quantity: '200', days: 10 },
    ])
    const staff = await agency.signIn('viewer')
    const before = ClientDetail.parse(await (await staff.get('/v1/clients/c-seal')).json())
    await api.worker.house.runMinute(new Date(NOW.getTime() + 60_000))
    const [head] = await api.worker.rows('SELECT sealed_seq FROM ledger_head')
    expect(head?.['sealed_seq']).toBeGreaterThan(0n)
    expect(ClientDetail.parse(await (await staff.get('/v1/clients/c-seal')).json())).toEqual(before)
    expect(before.overview.month.price).toBe('17.2125')
    const mail = before.services.find(({ service }) => service === 'email.outbound')
    expect(mail).toMatchObject({
      monthQuantity: '1700',
      multiplier: '1.5',
      unitCost: '0.000675',
      unitPrice: '0.0010125',
    })

    await use(agency, 'c-seal', [{ quantity: '300', days: 1 }])
    const after = ClientDetail.parse(await (await staff.get('/v1/clients/c-seal')).json())
    expect(after.overview.month).toMatchObject({ price: '20.25', events: 4 })
    expect(after.services.find(({ service }) => service === 'email.outbound')?.monthQuantity).toBe('2000')
  })

  it('pages through the clients in the order of their ids, or gives those asked for', async () => {
    const agency = await api.agency()
    for (const id of ['p3', 'p1', 'p2', 'p5', 'p4']) await agency.client({ id })
    const staff = await agency.signIn('viewer')
    const seen: string[] = []
    let path = '/v1/clients?limit=2'
    for (let pages = 0; pages < 5; pages += 1) {
      const page = ClientPage.parse(await (await staff.get(path)).json())
      seen.push(...page.clients.map(({ id }) => id))
      if (page.nextCursor === null) break
      path = `/v1/clients?${new URLSearchParams({ limit: '2', cursor: page.nextCursor })}`
    }
    expect(seen).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
    const some = ClientPage.parse(await (await staff.get('/v1/clients?ids=p4,p2,nobody&limit=3')).json())
    expect(some.clients.map(({ id }) => id)).toEqual(['p2', 'p4'])
    for (const wrong of [
      'limit=0',
      'limit=1001',
      'limit=x',
      'cursor=%00',
      'ids=',
      `ids=${'x,'.repeat(101)}`,
    ]) {
      const problem = await problemIn(await staff.get(`/v1/clients?${wrong}`))
      expect([problem.code, problem.errors?.length]).toEqual(['invalid_request', 1])
    }
  })

  it('HL-08 tells the three states with their fix: enabled, can be enabled, disabled', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'on', payment: card('on'), services: { 'email.outbound': ledger } })
    await agency.client({ id: 'no-card' })
    await agency.client({ id: 'no-admin', hasAccountAdmin: false, payment: card('no-admin') })
    await agency.client({ id: 'ready', payment: card('ready') })
    await agency.client({ id: 'twilio', phoneSystem: 'twilio', payment: card('twilio') })
    await agency.client({ id: 'stopped', services: { 'email.outbound': ledger } })
    await api.worker.db.writeBatch([
      { sql: "UPDATE client SET suspended = 1 WHERE id = 'stopped'", args: [] },
    ])
    const starter = await api.agency({ plan: 'starter' })
    await starter.client({ id: 'starter', payment: card('starter') })
    const states = async (of: Agency) => {
      const staff = await of.signIn('viewer')
      const { clients } = ClientPage.parse(await (await staff.get('/v1/clients')).json())
      for (const { rebilling } of clients) expect(rebilling.fix === null).toBe(rebilling.state === 'enabled')
      return Object.fromEntries(
        clients.map(({ id, rebilling }) => [id, `${rebilling.state} ${rebilling.reason}`]),
      )
    }
    expect(await states(agency)).toEqual({
      on: 'enabled null',
      'no-card': 'canBeEnabled no_payment_method',
      'no-admin': 'canBeEnabled no_account_admin',
      ready: 'canBeEnabled not_switched_on',
      twilio: 'disabled phone_not_lc',
      stopped: 'disabled suspended',
    })
    expect(await states(starter)).toEqual({ starter: 'disabled plan_forbids_rebilling' })
  })

  it('HL-01 lists nine services and more, with unit, cost and its source, absorbed until they are switched on', async () => {
    const agency = await api.agency({ plan: 'unlimited' })
    await agency.client({ id: 'fresh' })
    const staff = await agency.signIn('viewer')
    const detail = ClientDetail.parse(await (await staff.get('/v1/clients/fresh')).json())
    expect(detail.services.length).toBeGreaterThanOrEqual(9)
    expect(detail.services.find(({ service }) => service === 'sms.outbound')).toEqual({
      service: 'sms.outbound',
      label: 'SMS, sent',
      unit: 'segment',
      billedBy: 'agency',
      multiplier: null,
      rule: null,
      terms: 'default',
      multiplierCap: '1.05',
      unitCost: '0.00747',
      unitPrice: null,
      costSource: expect.stringContaining('help.gohighlevel.com'),
      costCurrency: 'USD',
      monthQuantity: '0',
      month: { cost: '0', price: '0', fees: '0', profit: '0', margin: null, events: 0 },
      estimated: false,
      version: 0,
    })
    expect(detail.fee).toMatchObject({ percent: '2.9', fixed: '0.3', currency: 'USD' })
    expect(detail.paymentMethod).toBeNull()
    expect(detail.reload).toEqual({ enabled: false, threshold: '0', amount: '0' })
  })

  it("answers the same 404 for another agency's client as for one that is not there", async () => {
    const mine = await api.agency()
    const theirs = await api.agency()
    await theirs.client({ id: 'theirs', services: { 'email.outbound': ledger } })
    const owner = await mine.signIn('owner')
    const body = { billedBy: 'agency', version: 0 }
    const answers = async (id: string) => {
      const texts: unknown[] = []
      for (const answer of [
        await owner.get(`/v1/clients/${id}`),
        await owner.get(`/v1/clients/${id}/audit`),
        await owner.put(`/v1/clients/${id}/services/email.outbound`, body),
      ]) {
        const { requestId: _, ...rest } = await problemIn(answer)
        texts.push(rest)
      }
      return texts
    }
    expect(await answers('theirs')).toEqual(await answers('nobody'))
    expect((await answers('theirs')).every((one) => (one as { code: string }).code === 'not_found')).toBe(
      true,
    )
    const { clients } = ClientPage.parse(await (await owner.get('/v1/clients?ids=theirs')).json())
    expect(clients).toEqual([])
  })

  it('reads the audit log newest first, a page at a time', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'audited' })
    await api.worker.db.writeBatch(
      ['1', '2', '3'].map((id) => ({
        sql: `INSERT INTO audit_log (agency_id, id, at, actor, action, client_id, subject, before, after)
              VALUES (?, ?, ?, 'system:test', 'tested', 'audited', 's', NULL, '{"n":1}')`,
        args: [agency.id, `id-${id}`, BigInt(LONG_AGO.getTime())],
      })),
    )
    const staff = await agency.signIn('viewer')
    const first = AuditPage.parse(await (await staff.get('/v1/clients/audited/audit?limit=2')).json())
    expect(first.entries.map(({ id }) => id)).toEqual(['id-3', 'id-2'])
    expect(first.entries[0]).toMatchObject({ at: LONG_AGO.toISOString(), before: null, after: { n: 1 } })
    const rest = new URLSearchParams({ cursor: first.nextCursor ?? '' })
    const second = AuditPage.parse(await (await staff.get(`/v1/clients/audited/audit?${rest}`)).json())
    expect([second.entries.map(({ id }) => id), second.nextCursor]).toEqual([['id-1'], null])
  })

  it('reads an overview in one round trip, by the sequence number of what is not sealed', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'once' })
    const staff = await agency.signIn('viewer')
    await staff.get('/v1/clients')
    api.worker.house.database.local?.clearRequests()
    await staff.get('/v1/clients')
    await staff.get('/v1/clients?ids=once')
    expect(api.worker.house.database.local?.requests.length).toBe(2)

    const { clientStatements } = await import('../../../worker/clients/client-statements.ts')
    const { spansAt } = await import('../../../worker/clients/span.ts')
    const statements = clientStatements(
      agency.id,
      { after: '', limit: 100 },
      { spans: spansAt(NOW, 'UTC'), nowMs: BigInt(NOW.getTime()) },
    )
    const plans = await Promise.all(
      statements.map(async (statement) => {
        const { sql, args } = statement as { sql: string; args: bigint[] }
        const rows = await api.worker.rows(`EXPLAIN QUERY PLAN ${sql}`, args)
        return rows.map((row) => String(row['detail'])).join('\n')
      }),
    )
    for (const plan of plans) expect(plan).not.toMatch(/SCAN (?!page|json_each|\()/)
    expect(plans.join('\n')).toContain('SEARCH usage_event USING INTEGER PRIMARY KEY (rowid>?)')
  })

  it('answers 401 without a token, and problem+json where there is nothing', async () => {
    for (const path of ['/v1/clients', '/v1/clients/x', '/v1/clients/x/audit', '/v1/me']) {
      expect(await codeOf(await api.worker.fetch(path))).toBe('not_signed_in')
    }
    expect(await codeOf(await api.worker.fetch('/v1/nothing'))).toBe('not_found')
  })
})
