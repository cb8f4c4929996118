import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CorrectionsHouse, daysAgo, startCorrections } from '../corrections/support.ts'

/** Two of these do not fit into one account: 64 bits of nano are 9.22 billion units. */
const HUGE = '9000000000'
const AT_COST = {
  'email.outbound': { billedBy: 'ledger' as const, rule: { kind: 'multiplier' as const, multiplier: '1' } },
}
const mail = (id: string, unitCost: string) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity: '1',
  unitCost,
  occurredAt: daysAgo(1),
})

describe('amounts that an account cannot hold', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  it('the one event is refused with the reason, the others of its batch are booked', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: AT_COST })
    const batch = [mail('m1', '1'), mail('m2', HUGE), mail('m3', '2'), mail('m4', HUGE), mail('m5', '3')]
    const { status, body } = await agency.post(batch)
    expect(status).toBe(200)
    expect(body.results).toMatchObject([
      { id: 'm1', outcome: 'posted' },
      { id: 'm2', outcome: 'posted' },
      { id: 'm3', outcome: 'posted' },
      { id: 'm4', outcome: 'rejected', code: 'out_of_range' },
      { id: 'm5', outcome: 'posted' },
    ])
    expect(await agency.wallet('c1')).toBe(-9_000_000_006_000_000_000n)
    // Sent again it is the same: what stands is a duplicate, what does not fit is refused.
    const again = await agency.post(batch)
    expect(again.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'rejected',
      'duplicate',
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('a correction to such an amount is refused with the reason and changes nothing', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: AT_COST })
    await agency.post([mail('m1', '1'), mail('m2', HUGE)])
    const wanted = { quantity: '1', unitCost: HUGE }
    const amended = await agency.call('PUT', '/v1/usage/meter/m1', wanted, agency.key)
    expect(amended).toMatchObject({ status: 422, body: { code: 'usage_not_priceable' } })
    expect(await agency.lines()).toHaveLength(2)
    expect(await agency.findings()).toEqual([])
  })
})
