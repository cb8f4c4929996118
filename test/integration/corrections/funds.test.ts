import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Agency, type CorrectionsHouse, NOW, daysAgo, startCorrections } from './support.ts'

const NANO = 1_000_000_000n
const rule = { kind: 'unitPrice' as const, unitPrice: '1' }
const services = {
  'email.outbound': { billedBy: 'ledger' as const, rule },
  'sms.outbound': { billedBy: 'ledger' as const, rule },
}
const use = (id: string, quantity: string, changes: object = {}) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity,
  occurredAt: daysAgo(1),
  ...changes,
})

describe('GET /v1/clients/:id/funds', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const prepaid = async (topUp: bigint, options: object = {}): Promise<Agency> => {
    const agency = await house.agency()
    await agency.client('c1', { services, ...options })
    await house.worker.db.writeBatch(
      transferStatements(
        { now: () => NOW },
        {
          agencyId: agency.id,
          kind: 'topUp',
          reference: 'bank',
          clientId: 'c1',
          entries: [
            { account: 'bank', currency: 'USD', amount: topUp },
            { account: 'wallets', currency: 'USD', amount: -topUp },
          ],
          clientMoves: [{ clientId: 'c1', account: 'wallets', currency: 'USD', amount: topUp }],
        },
      ),
    )
    return agency
  }
  const ask = async (agency: Agency, query = '', token = agency.key) =>
    (await agency.call('GET', `/v1/clients/c1/funds${query}`, undefined, token)).body
  const policy = (agency: Agency, body: object) => agency.call('PUT', '/v1/clients/c1/funds-policy', body)
  const alerts = (agency: Agency) =>
    house.worker.rows('SELECT service, level, cap FROM spend_alert WHERE agency_id = ? ORDER BY level', [
      agency.id,
    ])
  let minute = 0
  const runMinute = () => house.worker.house.runMinute(new Date(NOW.getTime() + 60_000 * (minute += 1)))

  it('X-07: block says no when the wallet does not hold the next use; usage that happens is booked all the same', async () => {
    const agency = await prepaid(10n * NANO)
    expect(await ask(agency)).toEqual({
      allowed: true,
      reason: null,
      detail: null,
      currency: 'USD',
      balance: '10',
      heldBack: '0',
      policy: 'block',
      caps: [],
    })
    expect(await ask(agency, '?amount=10')).toMatchObject({ allowed: true })
    expect(await ask(agency, '?amount=10.000000001')).toMatchObject({
      allowed: false,
      reason: 'wallet_empty',
    })
    const { body } = await agency.post([use('m1', '12')])
    expect(body.results[0].outcome).toBe('posted')
    expect(await ask(agency)).toMatchObject({ allowed: false, reason: 'wallet_empty', balance: '-2' })
    expect(await agency.wallet('c1')).toBe(-2n * NANO)
  })

  it('X-07: limit lets the wallet fall to its overdraft; chargeNow asks whether a charge is possible', async () => {
    const agency = await prepaid(10n * NANO, { payment: { customerId: 'cus_1', methodId: 'pm_1' } })
    await policy(agency, { policy: 'limit', overdraft: '5' })
    expect(await ask(agency, '?amount=15')).toMatchObject({ allowed: true, policy: 'limit' })
    expect(await ask(agency, '?amount=15.01')).toMatchObject({ allowed: false, reason: 'below_limit' })
    await policy(agency, { policy: 'chargeNow' })
    expect(await ask(agency, '?amount=500')).toMatchObject({ allowed: true })
    await house.worker.db.writeBatch([
      { sql: "UPDATE client SET payment_state = 'failed' WHERE agency_id = ?", args: [agency.id] },
    ])
    expect(await ask(agency, '?amount=500')).toMatchObject({ allowed: false, reason: 'cannot_charge' })
    expect(await ask(agency, '?amount=1')).toMatchObject({ allowed: true })
    expect((await policy(agency, { policy: 'limit', overdraft: '-1' })).body.code).toBe('invalid_request')
  })

  it('does not ask the wallet of a client who pays afterwards; a suspended one gets a no', async () => {
    const agency = await prepaid(1n, { billingMode: 'postpaid' })
    expect(await ask(agency, '?amount=1000')).toMatchObject({ allowed: true })
    await house.worker.db.writeBatch([
      { sql: 'UPDATE client SET suspended = 1 WHERE agency_id = ?', args: [agency.id] },
    ])
    expect(await ask(agency)).toMatchObject({ allowed: false, reason: 'suspended' })
  })

  it('B-04: a soft cap is told once, a hard one says no; both count this month only, kept sums and live tail', async () => {
    const agency = await prepaid(1000n * NANO)
    const set = (service: string, body: object) => agency.call('PUT', `/v1/clients/c1/caps/${service}`, body)
    expect((await set('email.outbound', { soft: '5', hard: '8' })).body).toEqual({ soft: '5', hard: '8' })
    await agency.post([use('old', '100', { occurredAt: daysAgo(25) })])
    await agency.post([use('m1', '5'), use('s1', '50', { service: 'sms.outbound' })])
    expect(await ask(agency, '?service=email.outbound')).toMatchObject({
      allowed: true,
      caps: [{ service: 'email.outbound', spent: '5', soft: '5', hard: '8', state: 'soft' }],
    })
    await runMinute()
    await runMinute()
    expect(await alerts(agency)).toEqual([{ service: 'email.outbound', level: 'soft', cap: 5n * NANO }])
    expect(await ask(agency, '?service=email.outbound&amount=3')).toMatchObject({ allowed: true })
    expect(await ask(agency, '?service=email.outbound&amount=3.1')).toMatchObject({ reason: 'hard_cap' })
    const over = await agency.post([use('m2', '4')])
    expect(over.body.results[0].outcome).toBe('posted')
    expect(await ask(agency, '?service=email.outbound')).toMatchObject({
      allowed: false,
      reason: 'hard_cap',
      caps: [{ spent: '9', state: 'hard' }],
    })
    expect(await ask(agency, '?service=sms.outbound')).toMatchObject({ allowed: true, caps: [] })
    await runMinute()
    expect((await alerts(agency)).map(({ level }) => level)).toEqual(['hard', 'soft'])
    // A void brings the client below the cap again.
    await agency.call('POST', '/v1/usage/meter/m1/void')
    expect(await ask(agency, '?service=email.outbound')).toMatchObject({
      allowed: true,
      caps: [{ spent: '4' }],
    })
    await set('*', { soft: null, hard: '54' })
    expect(await ask(agency)).toMatchObject({ reason: 'hard_cap', caps: [{ service: '*', spent: '54' }] })
    const log = await agency.call('GET', '/v1/clients/c1/audit')
    expect(log.body.entries.map((one: { action: string }) => one.action)).toContain('cap.set')
  })

  it('is for the agency’s own clients; caps and policies are the owner’s', async () => {
    const agency = await prepaid(1n)
    const other = await house.agency()
    expect((await agency.call('GET', '/v1/clients/c1/funds', undefined, other.key)).status).toBe(404)
    expect(
      (await agency.call('GET', '/v1/clients/c1/funds', undefined, await agency.token('viewer'))).status,
    ).toBe(200)
    const staff = await agency.token('staff')
    expect((await agency.call('PUT', '/v1/clients/c1/caps/x', { soft: null, hard: '1' }, staff)).status).toBe(
      403,
    )
    expect((await agency.call('PUT', '/v1/clients/c1/caps/x', { soft: '2', hard: '1' })).body.errors).toEqual(
      [{ field: 'soft', reason: 'must not be above the hard cap' }],
    )
    expect((await agency.call('PUT', '/v1/clients/nobody/caps/x', { soft: null, hard: null })).status).toBe(
      404,
    )
  })
})
