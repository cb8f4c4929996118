import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lapseGrants } from '../../../worker/credits/wallet-credits.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type Agency, type CorrectionsHouse, DAY_MS, NOW, daysAgo, startCorrections } from './support.ts'

const NANO = 1_000_000_000n
const services = {
  'email.outbound': { billedBy: 'ledger' as const, rule: { kind: 'unitPrice' as const, unitPrice: '1' } },
}
const use = (id: string, quantity: string, occurredAt: string) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity,
  occurredAt,
})
const inDays = (days: number) => daysAgo(-days)

describe('granted and paid credits of a wallet', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const walletOf = async (paid: bigint): Promise<Agency> => {
    const agency = await house.agency()
    await agency.client('c1', { services })
    if (paid > 0n) {
      await house.worker.db.writeBatch(
        transferStatements(
          { now: () => new Date(NOW.getTime() - 10 * DAY_MS) },
          {
            agencyId: agency.id,
            kind: 'topUp',
            reference: 'bank',
            clientId: 'c1',
            entries: [
              { account: 'bank', currency: 'USD', amount: paid * NANO },
              { account: 'wallets', currency: 'USD', amount: -paid * NANO },
            ],
            clientMoves: [{ clientId: 'c1', account: 'wallets', currency: 'USD', amount: paid * NANO }],
          },
        ),
      )
    }
    return agency
  }
  const grant = (agency: Agency, id: string, amount: string, changes: object = {}) =>
    agency.call('POST', '/v1/clients/c1/credits', { id, amount, reason: 'for the wait', ...changes })
  const credits = async (agency: Agency) =>
    Object.fromEntries(
      (await agency.call('GET', '/v1/clients/c1/credits')).body.credits.map(
        (one: { id: string; granted: string; used: string; expired: string; left: string }) => [
          one.id,
          [one.granted, one.used, one.expired, one.left],
        ],
      ),
    )
  const at = (days: number) => {
    const later = new Date(NOW.getTime() + days * DAY_MS)
    return { db: house.worker.db, now: () => later } as never
  }
  const booked = async (agency: Agency) =>
    house.worker.rows('SELECT id, expired FROM wallet_grant WHERE agency_id = ? ORDER BY id', [agency.id])

  it('keeps both apart: granted ones burn first, by priority, then expiry, then age; older usage took none', async () => {
    const agency = await walletOf(50n)
    await agency.post([use('before', '30', daysAgo(5))])
    await grant(agency, 'later', '10', { expiresAt: inDays(30) })
    await grant(agency, 'sooner', '10', { expiresAt: inDays(10) })
    await grant(agency, 'urgent', '5', { priority: 1 })
    expect((await grant(agency, 'urgent', '5', { priority: 1 })).body.outcome).toBe('duplicate')
    expect(await agency.wallet('c1')).toBe(45n * NANO)
    await agency.post([use('m1', '12', NOW.toISOString())])
    expect(await credits(agency)).toEqual({
      urgent: ['5', '5', '0', '0'],
      sooner: ['10', '7', '0', '3'],
      later: ['10', '0', '0', '10'],
      paid: ['50', '30', '0', '20'],
    })
    expect(await agency.wallet('c1')).toBe(33n * NANO)
    expect(await agency.findings()).toEqual([])
  })

  it('books what expires once, releases it for late usage, and opens it again on a correction', async () => {
    const agency = await walletOf(100n)
    await grant(agency, 'gift', '20', { expiresAt: inDays(1) })
    await agency.post([use('m1', '5', NOW.toISOString())])
    await lapseGrants(at(0))
    expect(await booked(agency)).toEqual([{ id: 'gift', expired: 0n }])
    expect(await lapseGrants(at(2))).toBe(1)
    expect(await lapseGrants(at(2))).toBe(0)
    expect(await booked(agency)).toEqual([{ id: 'gift', expired: 15n * NANO }])
    expect(await agency.wallet('c1')).toBe(100n * NANO)
    expect(await agency.findings()).toEqual([])
    // Used before it expired, told after: the gift pays for it, the paid credits do not.
    await agency.post([use('m2', '8', NOW.toISOString())])
    await lapseGrants(at(2))
    expect(await booked(agency)).toEqual([{ id: 'gift', expired: 7n * NANO }])
    expect(await agency.wallet('c1')).toBe(100n * NANO)
    // The first use never was: exactly its five expire after all.
    await agency.call('POST', '/v1/usage/meter/m1/void')
    await lapseGrants(at(2))
    expect(await booked(agency)).toEqual([{ id: 'gift', expired: 12n * NANO }])
    expect(await agency.wallet('c1')).toBe(100n * NANO)
    expect(await agency.findings()).toEqual([])
  })

  it('what nothing covers is a debt that the next credits pay', async () => {
    const agency = await walletOf(0n)
    await agency.post([use('m1', '15', daysAgo(1))])
    await grant(agency, 'gift', '20', { expiresAt: inDays(1) })
    expect(await credits(agency)).toEqual({ gift: ['20', '15', '0', '5'], paid: ['0', '0', '0', '0'] })
    expect(await agency.wallet('c1')).toBe(5n * NANO)
  })

  it('a grant sent again is a duplicate, with other figures a conflict; neither changes anything', async () => {
    const agency = await walletOf(0n)
    const at = { expiresAt: daysAgo(-9) }
    const outcomes = []
    for (const [amount, changes] of [
      ['5', at],
      ['5.0', at],
      ['6', at],
      ['5', { expiresAt: daysAgo(-8) }],
      ['5', { ...at, priority: 7 }],
    ] as const) {
      outcomes.push((await grant(agency, 'a', amount, changes)).body.outcome)
    }
    expect(outcomes).toEqual(['posted', 'duplicate', 'conflict', 'conflict', 'conflict'])
    expect(await agency.wallet('c1')).toBe(5_000_000_000n)
  })

  it('the same grant many times at once is posted once, and another with its id is a conflict', async () => {
    const agency = await walletOf(0n)
    const at = { expiresAt: daysAgo(-9) }
    const first = await Promise.all(Array.from({ length: 8 }, () => grant(agency, 'a', '5', at)))
    const outcomes = first.map(({ body }) => body.outcome).toSorted()
    expect(outcomes).toEqual([...Array.from({ length: 7 }, () => 'duplicate'), 'posted'])
    const both = await Promise.all(['5', '6'].map((amount) => grant(agency, 'b', amount, at)))
    expect(both.map(({ body }) => body.outcome).toSorted()).toEqual(['conflict', 'posted'])
    expect(await agency.findings()).toEqual([])
  })

  it('is the owner’s to grant, above 0 and into the future', async () => {
    const agency = await walletOf(0n)
    expect((await grant(agency, 'a', '0')).body.code).toBe('invalid_request')
    expect((await grant(agency, 'a', '-1')).body.code).toBe('invalid_request')
    expect((await grant(agency, 'a', '1', { expiresAt: daysAgo(1) })).body.errors).toMatchObject([
      { field: 'expiresAt' },
    ])
    const staff = await agency.token('staff')
    expect(
      (await agency.call('POST', '/v1/clients/c1/credits', { id: 'a', amount: '1', reason: 'why' }, staff))
        .status,
    ).toBe(403)
    const other = await house.agency()
    expect((await other.call('GET', '/v1/clients/c1/credits')).status).toBe(404)
  })
})
