import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoWorld } from '../../../dev/highlevel/world.ts'
import { STRIPE_API_VERSION } from '../../../worker/payments/stripe/client.ts'
import { type Agency, type CorrectionsHouse, NOW, startCorrections } from './support.ts'

const HOUR_MS = 3_600_000
const NANO = 1_000_000_000n
const TODAY = NOW.toISOString().slice(0, 10)
const services = {
  'sms.outbound': { billedBy: 'ledger' as const, rule: { kind: 'multiplier' as const, multiplier: '2' } },
}

/** The way of a month, in the order it happens: one agency, because HighLevel's token is one agency's. */
describe('GET /v1/reconciliation', () => {
  let house: CorrectionsHouse
  let agency: Agency
  beforeAll(async () => {
    house = await startCorrections()
    agency = await house.agency({ company: demoWorld().company.id })
  })
  afterAll(() => house.close())

  const read = async (query = '') => (await agency.call('GET', `/v1/reconciliation${query}`)).body
  const at = (hours: number) => house.worker.house.runMinute(new Date(NOW.getTime() + hours * HOUR_MS))
  const sms = async (id: string) =>
    (await house.worker.house.queue('USAGE_QUEUE')).send({
      source: 'highlevel',
      system: 'highlevel',
      account: 'fakeLocation0000001',
      id,
      service: 'sms.outbound',
      quantity: '1',
      occurredAt: NOW.toISOString(),
      receivedAt: NOW.toISOString(),
      ownTime: true,
      repeatWindowDays: 0,
      unitCost: null,
      estimated: true,
      attributes: {},
    })
  const charge = (id: string, amount: number, messageId?: string, hours = 0) =>
    house.worker.house.highlevel?.world.transactions.push({
      id,
      locationId: 'fakeLocation0000001',
      date: new Date(NOW.getTime() + hours * HOUR_MS).toISOString(),
      description: 'Charge',
      amount,
      balance: 0,
      chargeType: 'SMS',
      ...(messageId === undefined ? {} : { messageId }),
    })
  const payingClient = async () => {
    const { stripe: fake } = house.worker.house
    if (fake === null) throw new Error('the test needs the local Stripe')
    const url = new URL(fake.url)
    const stripe = new Stripe(['sk', 'test', 'fake'].join('_'), {
      apiVersion: STRIPE_API_VERSION,
      host: url.hostname,
      port: Number(url.port),
      protocol: 'http',
      telemetry: false,
    })
    const customer = await stripe.customers.create({ name: 'Client' })
    const methodId = fake.giveMethod(customer.id, 'pm_card_visa')
    await agency.client('c1', {
      location: 'fakeLocation0000001',
      services,
      reload: { threshold: 10n * NANO, amount: 50n * NANO },
      payment: { customerId: customer.id, methodId },
    })
  }

  it('B-06: waits, equals or is named; the charge stands on all three sides', async () => {
    await payingClient()
    for (const id of ['m1', 'm2', 'm3']) await sms(id)
    await house.worker.until(
      'three estimates',
      () => agency.lines(),
      (lines) => lines.length === 3,
    )
    await house.worker.until(
      'the charge',
      () =>
        house.worker.rows("SELECT id FROM charge WHERE agency_id = ? AND state = 'succeeded'", [agency.id]),
      (rows) => rows.length === 1,
    )
    expect((await read()).platform).toEqual([
      {
        day: TODAY,
        service: 'sms.outbound',
        currency: 'USD',
        wallet: '0',
        ledger: '0.02241',
        difference: '0.02241',
        waiting: '0.02241',
        named: '0',
        unexplained: '0',
        state: 'waiting',
      },
    ])
    expect((await read()).charges).toMatchObject([{ stripe: null, state: 'waiting', ledger: '48.25' }])

    charge('t1', -0.009, 'm1')
    charge('t2', -0.00747, 'm2')
    charge('t3', -0.5)
    await at(1)
    let now = await read()
    expect(now.charges).toEqual([])
    expect(now.clearing).toEqual([{ currency: 'USD', ledger: '48.25', stripe: '48.25', difference: '0' }])
    expect(now.platform).toMatchObject([
      { service: 'sms.outbound', wallet: '0.01647', ledger: '0.02394', waiting: '0.00747', state: 'waiting' },
      { service: null, wallet: '0.5', ledger: '0', named: '-0.5', unexplained: '0', state: 'named' },
    ])
    expect(now.exceptions).toMatchObject([{ kind: 'no_message_id', subject: 't3', amount: '0.5' }])

    await at(74)
    now = await read()
    expect(now.platform[0]).toMatchObject({
      named: '0.00747',
      waiting: '0',
      unexplained: '0',
      state: 'named',
    })
    expect(
      now.exceptions.map(({ kind, subject }: { kind: string; subject: string }) => [kind, subject]),
    ).toEqual([
      ['no_message_id', 't3'],
      ['no_transaction', 'm3'],
    ])
    charge('t4', -0.00747, 'm3', 74.5)
    await at(75)
    now = await read()
    expect(now.platform[0]).toMatchObject({
      wallet: '0.02394',
      ledger: '0.02394',
      difference: '0',
      state: 'equal',
    })
    expect(now.exceptions).toHaveLength(1)

    // What nobody can explain is called so: an amended cost against the platform's own word.
    await agency.call('PUT', '/v1/usage/highlevel/m1', { quantity: '1', unitCost: '0.001' })
    expect((await read()).platform[0]).toMatchObject({ unexplained: '-0.008', state: 'differs' })
    expect(await agency.findings()).toEqual([])
  })

  it('is staff’s, of their own agency, for two months at most', async () => {
    const other = await house.agency()
    expect((await other.call('GET', '/v1/reconciliation')).body).toMatchObject({
      platform: [],
      exceptions: [],
      charges: [],
      clearing: [],
    })
    expect(
      (await other.call('GET', '/v1/reconciliation', undefined, await other.token('viewer'))).status,
    ).toBe(403)
    const wide = await other.call('GET', '/v1/reconciliation?from=2026-01-01&to=2026-11-01')
    expect(wide).toMatchObject({ status: 400, body: { errors: [{ field: 'to' }] } })
  })
})
