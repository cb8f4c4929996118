import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoWorld } from '../../../dev/highlevel/world.ts'
import { type Agency, type CorrectionsHouse, NOW, daysAgo, startCorrections } from './support.ts'

const HOUR_MS = 3_600_000
const services = {
  'sms.outbound': { billedBy: 'ledger' as const, rule: { kind: 'multiplier' as const, multiplier: '2' } },
}
const sms = (id: string, days: number, quantity = '1') => ({
  id,
  client: 'c1',
  service: 'sms.outbound',
  quantity,
  occurredAt: daysAgo(days),
})

describe('what runs by the hour and by night', () => {
  let house: CorrectionsHouse
  let day = 0
  const runNight = () => house.worker.house.runMinute(new Date(NOW.getTime() + 24 * HOUR_MS * (day += 1)))
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const findings = (agency: Agency) =>
    house.worker.rows(
      'SELECT source, id, days, same_body FROM repeat_finding WHERE agency_id = ? ORDER BY id',
      [agency.id],
    )

  it('names ids that stand on several days beyond the repeat window, once, and no others', async () => {
    const agency = await house.agency()
    const other = await house.agency()
    for (const one of [agency, other]) await one.client('c1', { services })
    await agency.post([sms('twice', 20), sms('other-body', 30), sms('once', 3), sms('near', 2)])
    await other.post([sms('once', 20), sms('near', 12)])
    expect((await agency.post([sms('near', 1)])).body.results[0].outcome).toBe('conflict')
    await agency.post([sms('twice', 5), sms('other-body', 1, '7')])
    await agency.post([sms('twice', 12)])
    await runNight()
    const found = [
      { source: 'meter', id: 'other-body', days: '[20748,20777]', same_body: 0n },
      { source: 'meter', id: 'twice', days: expect.stringMatching(/2/), same_body: 1n },
    ]
    const named = await findings(agency)
    expect(named).toEqual(found)
    expect(JSON.parse(String(named[1]?.['days'])).toSorted()).toEqual([20_758, 20_766, 20_773])
    expect(await findings(other)).toEqual([])
    const log = () =>
      house.worker.house.logs().filter((line) => line.includes('usage_repeated') && line.includes(agency.id))
    expect(log()).toHaveLength(2)
    await runNight()
    expect(log()).toHaveLength(2)
    const open = async () => (await agency.call('GET', '/v1/status')).body.repeatedIds
    expect(await open()).toBe(2)
    await agency.call('POST', '/v1/usage/meter/other-body/void', { occurredAt: daysAgo(1) })
    await agency.call('POST', '/v1/usage/meter/twice/void', { occurredAt: daysAgo(5) })
    // Of three days two are left.
    expect(await open()).toBe(1)
    await agency.call('POST', '/v1/usage/meter/twice/void', { occurredAt: daysAgo(12) })
    expect(await open()).toBe(0)
  })

  it('pulls the wallet once an hour by cron, and books the exact cost of a signed webhook', async () => {
    const agency = await house.agency({ company: demoWorld().company.id })
    await agency.client('c1', { location: 'fakeLocation0000001', services })
    const { highlevel } = house.worker.house
    const event = {
      source: 'highlevel',
      system: 'highlevel',
      account: 'fakeLocation0000001',
      id: 'm1',
      service: 'sms.outbound',
      quantity: '1',
      occurredAt: daysAgo(0),
      receivedAt: NOW.toISOString(),
      ownTime: true,
      repeatWindowDays: 0,
      unitCost: null,
      estimated: true,
      attributes: {},
    }
    await (await house.worker.house.queue('USAGE_QUEUE')).send(event)
    await house.worker.until(
      'the estimate',
      () => agency.lines(),
      (lines) => lines.length === 1,
    )
    highlevel?.world.transactions.push({
      id: 't1',
      locationId: 'fakeLocation0000001',
      date: NOW.toISOString(),
      description: 'Outbound SMS Ref-m1',
      amount: -0.01,
      balance: 0,
      chargeType: 'SMS',
    })
    await runNight()
    expect((await agency.lines())[1]).toMatchObject({
      id: 'm1~wallet:t1',
      kind: 'adjustment',
      cost: 2_530_000n,
      price: 5_060_000n,
    })
    expect(await agency.wallet('c1')).toBe(-20_000_000n)
    const pulls = () => highlevel?.requests.filter(({ path }) => path.endsWith('/wallet-transactions')).length
    const before = pulls()
    await house.worker.house.runMinute(new Date(NOW.getTime() + 24 * HOUR_MS * day + 60_000))
    expect(pulls()).toBe(before)
    await house.worker.house.runMinute(new Date(NOW.getTime() + 24 * HOUR_MS * day + HOUR_MS))
    expect(pulls()).toBe((before ?? 0) + 1)
    expect(await agency.findings()).toEqual([])
  })
})
