import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEcb } from '../../../worker/pricing/ecb.ts'
import { type Api, NOW, startApi, times } from '../api/support.ts'

/** As the ECB writes its daily file; the figures are made up. */
const ECB_FILE = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
<Cube><Cube time='2026-11-20'><Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='160.5'/><Cube currency='GBP' rate='0.85'/></Cube></Cube>
</gesmes:Envelope>`

describe('the agency’s own books', () => {
  let api: Api
  let keys = 0
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  const use = async (agencyId: string, client: string, occurredAt: string, service = 'sms.outbound') => {
    keys += 1
    const key = await api.worker.sourceKey(agencyId, `meter-${keys}`)
    const reply = await api.worker.postUsage(key, [
      { id: `u${keys}`, client, service, quantity: '100', occurredAt },
    ])
    return ((await reply.json()) as { results: Record<string, unknown>[] }).results[0]
  }

  it('HL-04 X-04: a dated cost counts from its day on, and usage before it keeps the old one', async () => {
    const agency = await api.agency()
    const client = await agency.client({
      id: 'c1',
      services: { 'sms.outbound': { billedBy: 'ledger', rule: times('2') } },
    })
    const owner = await agency.signIn('owner')
    const entered = await owner.post('/v1/costs', {
      service: 'sms.outbound',
      unitCost: '0.01',
      currency: 'USD',
      validFrom: '2026-11-20T00:00:00Z',
      source: 'invoice of November',
    })
    expect(entered.status).toBe(201)
    expect(await use(agency.id, client, '2026-11-19T23:59:59Z')).toMatchObject({
      outcome: 'posted',
      cost: '0.747',
      price: '1.494',
    })
    expect(await use(agency.id, client, '2026-11-20T00:00:00Z')).toMatchObject({
      outcome: 'posted',
      cost: '1',
      price: '2',
    })
    const audit = await api.worker.rows(
      "SELECT action FROM audit_log WHERE agency_id = ? AND action = 'cost.entered'",
      [agency.id],
    )
    expect(audit).toHaveLength(1)
  })

  it('X-03: a cost in dollars against a price in euros takes the rate of its time, and the line names it', async () => {
    const agency = await api.agency()
    const client = await agency.client({
      id: 'c1',
      currency: 'EUR',
      services: { 'sms.outbound': { billedBy: 'ledger', rule: times('2') } },
    })
    const owner = await agency.signIn('owner')
    expect(await use(agency.id, client, '2026-11-20T12:00:00Z')).toMatchObject({
      outcome: 'rejected',
      code: 'missing_fx',
    })
    const rate = await owner.post('/v1/fx-rates', {
      base: 'USD',
      quote: 'EUR',
      rate: '0.8',
      validFrom: '2026-11-01T00:00:00Z',
      source: 'entered',
    })
    const { id } = (await rate.json()) as { id: string }
    expect(await use(agency.id, client, '2026-11-20T12:00:00Z')).toMatchObject({
      outcome: 'posted',
      cost: '0.747',
      price: '1.1952',
    })
    expect(
      await api.worker.rows(
        'SELECT cost_currency, currency, fx_rate_id FROM usage_event WHERE agency_id = ?',
        [agency.id],
      ),
    ).toEqual([{ cost_currency: 'USD', currency: 'EUR', fx_rate_id: id }])
    const sums = await api.worker.rows(
      'SELECT currency, sum(amount) AS total FROM journal_entry WHERE agency_id = ? GROUP BY currency ORDER BY currency',
      [agency.id],
    )
    expect(sums).toEqual([
      { currency: 'EUR', total: 0n },
      { currency: 'USD', total: 0n },
    ])
  })

  it('reads the ECB’s daily file once a day for the pairs in use, crossed over the euro', async () => {
    const agency = await api.agency()
    await agency.client({ id: 'eur', currency: 'EUR' })
    await agency.client({ id: 'jpy', currency: 'JPY' })
    let file = ECB_FILE
    const ecb = createServer((_request, response) => response.end(file))
    await new Promise<void>((done) => ecb.listen(0, '127.0.0.1', done))
    try {
      const ctx = {
        ...api.ctx,
        now: () => NOW,
        settings: {
          ...api.ctx.settings,
          ECB_URL: `http://127.0.0.1:${(ecb.address() as AddressInfo).port}/`,
        },
      }
      await readEcb(ctx)
      expect(await readEcb(ctx)).toBe(0)
      expect(
        await api.worker.rows(
          'SELECT base, quote, rate, source FROM fx_rate WHERE agency_id = ? ORDER BY quote',
          [agency.id],
        ),
      ).toEqual([
        { base: 'USD', quote: 'EUR', rate: '0.8', source: 'ECB reference rates of 2026-11-20' },
        { base: 'USD', quote: 'JPY', rate: '128.4', source: 'ECB reference rates of 2026-11-20' },
      ])
      file = '<html>maintenance</html>'
      await expect(readEcb(ctx)).rejects.toThrow()
    } finally {
      ecb.close()
    }
  })

  it('refuses what is no cost and no rate, and changes nothing', async () => {
    const agency = await api.agency()
    const owner = await agency.signIn('owner')
    for (const [path, body, field] of [
      ['/v1/costs', { service: 'sms.outbound', unitCost: '-1', currency: 'USD', source: 'x' }, 'unitCost'],
      ['/v1/costs', { service: 'sms.outbound', unitCost: '0.01', currency: 'usd', source: 'x' }, 'currency'],
      ['/v1/fx-rates', { base: 'USD', quote: 'EUR', rate: '0', source: 'x' }, 'rate'],
    ] as const) {
      const reply = await owner.post(path, body)
      expect(reply.status).toBe(400)
      expect(((await reply.json()) as { errors: { field: string }[] }).errors[0]?.field).toBe(field)
    }
    const staff = await agency.signIn('staff')
    expect((await staff.post('/v1/costs', {})).status).toBe(403)
    expect(await api.worker.rows('SELECT price_version FROM agency WHERE id = ?', [agency.id])).toEqual([
      { price_version: 1n },
    ])
  })
})
