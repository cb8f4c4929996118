/** What holds for a client or the agency as a whole: billing mode, currency, plan, cap, card fees. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ClientDetail } from '../../../shared/contract/clients.ts'
import { AgencySettings, ClientSettings } from '../../../shared/contract/pricing.ts'
import { runTimed } from '../../../worker/jobs/nightly.ts'
import { type Api, NOW, codeOf, problemIn, startApi } from '../api/support.ts'
import { POOR, SERVICE, client, ledger } from './many.ts'

describe('settings', () => {
  let api: Api
  let sources = 0
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  const use = async (agencyId: string, id: string, occurredAt: string) => {
    sources += 1
    const key = await api.worker.sourceKey(agencyId, `meter-${sources}`)
    const event = {
      id: `u${sources}`,
      client: id,
      service: SERVICE,
      quantity: '1',
      unitCost: '1',
      occurredAt,
    }
    const answer = await api.worker.postUsage(key, [event])
    return ((await answer.json()) as { results: { outcome: string; price: string }[] }).results[0]
  }

  it('CE-01 a mode switched in mid-month counts from then on: earlier usage keeps the old one', async () => {
    const agency = await api.agency()
    const id = await client(agency, 'a', { services: { [SERVICE]: ledger('2') } })
    const owner = await agency.signIn('owner')
    await use(agency.id, id, '2026-11-20T00:00:00Z')
    const answer = await owner.put(`/v1/clients/${id}`, { billingMode: 'partner' })
    expect(ClientSettings.parse(await answer.json())).toMatchObject({ id, billingMode: 'partner' })
    // Usage that comes in late still falls under the mode of its own time.
    await use(agency.id, id, '2026-11-21T11:59:59.999Z')
    await use(agency.id, id, NOW.toISOString())
    const lines = await api.worker.rows(
      'SELECT billing_mode FROM usage_event WHERE agency_id = ? ORDER BY occurred_at',
      [agency.id],
    )
    expect(lines.map((line) => line['billing_mode'])).toEqual(['prepaid', 'prepaid', 'partner'])
    const balances = await api.worker.rows(
      'SELECT account, balance FROM client_balance WHERE agency_id = ? AND client_id = ? AND balance <> 0',
      [agency.id, id],
    )
    // What was used after the switch is the agency's to invoice: nothing more is drawn, and nothing is owed here.
    expect(balances).toEqual([{ account: 'wallets', balance: -4_000_000_000n }])
    const [row] = await api.worker.rows(
      "SELECT before, after FROM audit_log WHERE agency_id = ? AND action = 'client.set'",
      [agency.id],
    )
    expect([row?.['before'], row?.['after']].map((json) => JSON.parse(String(json)))).toEqual([
      { billingMode: 'prepaid' },
      { billingMode: 'partner' },
    ])
    // Saying it again changes nothing; back and forth within a millisecond leaves its trace.
    await owner.put(`/v1/clients/${id}`, { billingMode: 'partner' })
    await owner.put(`/v1/clients/${id}`, { billingMode: 'prepaid' })
    const modes = await api.worker.rows(
      'SELECT mode FROM billing_mode WHERE client_id = ? ORDER BY valid_from',
      [id],
    )
    expect(modes.map(({ mode }) => mode)).toEqual(['prepaid', 'partner', 'prepaid'])
  })

  it('HL-14 does not let a mode walk round the payment method', async () => {
    const agency = await api.agency()
    const id = await client(agency, 'a', {
      ...POOR,
      billingMode: 'partner',
      services: { [SERVICE]: ledger('2') },
    })
    const owner = await agency.signIn('owner')
    expect(await codeOf(await owner.put(`/v1/clients/${id}`, { billingMode: 'onDemand' }))).toBe(
      'no_payment_method',
    )
    expect((await owner.put(`/v1/clients/${id}`, { billingMode: 'postpaid' })).status).toBe(200)
  })

  it('X-03 changes the currency only while nothing stands in it', async () => {
    const agency = await api.agency()
    const [fresh, used] = [await client(agency, 'a'), await client(agency, 'b')]
    const owner = await agency.signIn('owner')
    await use(agency.id, used, NOW.toISOString())
    expect((await owner.put(`/v1/clients/${fresh}`, { currency: 'EUR' })).status).toBe(200)
    expect(await codeOf(await owner.put(`/v1/clients/${used}`, { currency: 'EUR' }))).toBe('currency_in_use')
    const priced = await client(agency, 'c', { services: { [SERVICE]: ledger('2') } })
    expect(await codeOf(await owner.put(`/v1/clients/${priced}`, { currency: 'EUR' }))).toBe(
      'currency_in_use',
    )
  })

  it('changes the other settings of a client, for the owner, in this agency, with what is there', async () => {
    const agency = await api.agency()
    const id = await client(agency, 'a')
    const owner = await agency.signIn('owner')
    const set = await owner.put(`/v1/clients/${id}`, {
      phoneSystem: 'twilio',
      suspended: true,
      name: ' Acme ',
    })
    expect(await set.json()).toEqual({
      id,
      name: 'Acme',
      billingMode: 'prepaid',
      currency: 'USD',
      phoneSystem: 'twilio',
      suspended: true,
    })
    const detail = ClientDetail.parse(await (await owner.get(`/v1/clients/${id}`)).json())
    expect(detail.overview.status).toBe('suspended')
    for (const [body, field] of [
      [{}, '(body)'],
      [{ billingMode: 'free' }, 'billingMode'],
      [{ currency: 'euro' }, 'currency'],
      [{ phoneSystem: 'fax' }, 'phoneSystem'],
    ] as const) {
      const problem = await problemIn(await owner.put(`/v1/clients/${id}`, body))
      expect([problem.code, problem.errors?.[0]?.field]).toEqual(['invalid_request', field])
    }
    const staff = await agency.signIn('staff')
    expect(await codeOf(await staff.put(`/v1/clients/${id}`, { suspended: false }))).toBe('role_forbids')
    const stranger = await (await api.agency()).signIn('owner')
    expect(await codeOf(await stranger.put(`/v1/clients/${id}`, { suspended: false }))).toBe('not_found')
  })

  it('HL-02 changes plan, cap and card fees of the agency from now on, on record', async () => {
    const agency = await api.agency()
    const id = await client(agency, 'a', { services: { [SERVICE]: ledger('2') } })
    const owner = await agency.signIn('owner')
    const before = AgencySettings.parse(await (await owner.get('/v1/agency')).json())
    expect(before).toMatchObject({ plan: 'pro', multiplierCap: null, feeRule: 'stripe.us.card' })
    expect(await use(agency.id, id, NOW.toISOString())).toMatchObject({ price: '2' })
    const change = { plan: 'unlimited', feeRule: 'stripe.eea.card.standard' }
    const after = await (await owner.put('/v1/agency', change)).json()
    expect(after).toEqual({ ...before, ...change })
    // The plan's cap holds for what is rated from here on; nothing is ever billed above it.
    expect(await use(agency.id, id, NOW.toISOString())).toMatchObject({ price: '1.05' })
    await owner.put('/v1/agency', { multiplierCap: '1.5' })
    expect(await use(agency.id, id, NOW.toISOString())).toMatchObject({ price: '1.5' })
    // Usage of before the changes that comes in late still falls under what held then.
    expect(await use(agency.id, id, '2026-11-21T11:59:59.999Z')).toMatchObject({ price: '2' })
    const detail = ClientDetail.parse(await (await owner.get(`/v1/clients/${id}`)).json())
    expect(detail.fee).toMatchObject({ id: 'stripe.eea.card.standard', percent: '1.5' })
    const wrong = await problemIn(await owner.put('/v1/agency', { feeRule: 'us.card' }))
    expect(wrong.errors?.[0]?.field).toBe('feeRule')
    expect(await codeOf(await owner.put('/v1/agency', { plan: 'gold' }))).toBe('invalid_request')
    const staff = await agency.signIn('staff')
    expect(await codeOf(await staff.put('/v1/agency', change))).toBe('role_forbids')
    const rows = await api.worker.rows(
      "SELECT after FROM audit_log WHERE agency_id = ? AND action = 'agency.set'",
      [agency.id],
    )
    const changes = rows.map((row) => JSON.parse(String(row['after'])) as unknown)
    expect(changes).toHaveLength(2)
    expect(changes).toEqual(expect.arrayContaining([change, { multiplierCap: '1.5' }]))
  })

  it('one of two different changes at once wins', async () => {
    const agency = await api.agency()
    const owner = await agency.signIn('owner')
    const caps = ['1.1', '1.2', '1.3', '1.4']
    const answers = await Promise.all(caps.map((multiplierCap) => owner.put('/v1/agency', { multiplierCap })))
    const end = AgencySettings.parse(await (await owner.get('/v1/agency')).json())
    const rows = await api.worker.rows(
      "SELECT before, after FROM audit_log WHERE agency_id = ? AND action = 'agency.set'",
      [agency.id],
    )
    expect(rows).toHaveLength(answers.filter(({ status }) => status === 200).length)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(await codeOf(answer)).toBe('version_conflict')
    }
    // Each change that took began from what the one before it left.
    const steps = rows.map((row) => [row['before'], row['after']].map((json) => JSON.parse(String(json))))
    expect(new Set(steps.map(([from]) => from.multiplierCap)).size).toBe(steps.length)
    expect(steps.some(([, to]) => to.multiplierCap === end.multiplierCap)).toBe(true)
  })

  it('forgets kept answers after two days, and no sooner', async () => {
    const ages = [47, 49].map((hours) => BigInt(NOW.getTime() - hours * 3_600_000))
    await api.worker.db.writeBatch(
      ages.map((at, i) => ({
        sql: `INSERT INTO idempotency (agency_id, key, request, status, body, created_at) VALUES ('old', ?, 'x', 200, '{}', ?)`,
        args: [`k${i}`, at],
      })),
    )
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    await runTimed({ ...api.ctx, log })
    const left = await api.worker.rows("SELECT key FROM idempotency WHERE agency_id = 'old'")
    expect(left).toEqual([{ key: 'k0' }])
  })
})
