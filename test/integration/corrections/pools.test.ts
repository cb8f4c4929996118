import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expireCredits } from '../../../worker/credits/expire-credits.ts'
import { type Agency, type CorrectionsHouse, DAY_MS, NOW, daysAgo, startCorrections } from './support.ts'

const services = {
  'newsletter.credits': {
    billedBy: 'ledger' as const,
    rule: { kind: 'unitPrice' as const, unitPrice: '0.02' },
  },
}
/** Above 20,000 credits a purchase costs 0.009 a credit, above 40,000 it costs 0.008. */
const TIERS = [
  { upTo: '20000', unitPrice: '0.01' },
  { upTo: '40000', unitPrice: '0.009' },
  { upTo: null, unitPrice: '0.008' },
]

describe('credit pools', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const poolOf = async (settings: object, credits: string | null = '50000') => {
    const agency = await house.agency()
    for (const id of ['c1', 'c2']) await agency.client(id, { services })
    const opened = await agency.call('POST', '/v1/pools/main', { currency: 'USD', tiers: TIERS, ...settings })
    expect(opened.status).toBe(201)
    if (credits !== null) await agency.call('POST', '/v1/pools/main/purchases', { id: 'first', credits })
    return agency
  }
  const draw = (agency: Agency, id: string, credits: string, client = 'c1', changes: object = {}) =>
    agency.call('POST', '/v1/pools/main/draws', { id, client, credits, ...changes }, agency.key)
  const pool = async (agency: Agency) => (await agency.call('GET', '/v1/pools/main')).body
  const mailings = async (agency: Agency, count: number, credits = '5250') => {
    const answers = []
    for (let i = 1; i <= count; i += 1) answers.push((await draw(agency, `mailing-${i}`, credits)).body)
    return answers
  }

  it('refuses a draw whose cost is kept in another currency than the pool’s, and says what to enter', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services, currency: 'EUR' })
    await agency.call('POST', '/v1/pools/main', { currency: 'USD', tiers: TIERS })
    await agency.call('POST', '/v1/pools/main/purchases', { id: 'first', credits: '1000' })
    const refused = await draw(agency, 'mailing-1', '100')
    expect(refused).toMatchObject({ status: 422, body: { code: 'usage_not_priceable' } })
    expect(refused.body.detail).toContain('Enter a cost of it in USD')
    expect((await pool(agency)).balance).toBe('1000')
    await house.worker.db.writeBatch([
      {
        sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
              VALUES (?, 'credit', 'newsletter.credits', '0.01', 'USD', 0, 'test', 0)`,
        args: [agency.id],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agency.id] },
    ])
    expect(await draw(agency, 'mailing-1', '100')).toMatchObject({ body: { outcome: 'posted' } })
    expect(await agency.findings()).toEqual([])
  })

  it('CE-04, CE-05, W7: nine mailings of 5,250 out of 50,000; the tenth lacks 2,500; reminded once, at 8,000', async () => {
    const agency = await poolOf({ remindBelow: '10000' })
    const answers = await mailings(agency, 9)
    expect(answers.map(({ balance }) => balance)).toEqual([
      '44750',
      '39500',
      '34250',
      '29000',
      '23750',
      '18500',
      '13250',
      '8000',
      '2750',
    ])
    expect(answers.map(({ remind }) => remind)).toEqual(Array.from({ length: 9 }, (_, i) => i === 7))
    const tenth = await draw(agency, 'mailing-10', '5250')
    expect(tenth).toMatchObject({ status: 409, body: { code: 'credits_lacking' } })
    expect(tenth.body.detail).toContain('2500')
    expect((await pool(agency)).balance).toBe('2750')
    expect(await agency.findings()).toEqual([])
  })

  it.each([
    ['10000', '7500', 1],
    ['2000', '1500', 2],
  ])('CE-06, W7: auto-buy of %s leaves %s after %i purchases', async (autoBuy, left, purchases) => {
    const agency = await poolOf({ autoBuy })
    await mailings(agency, 9)
    expect((await draw(agency, 'mailing-10', '5250')).body).toMatchObject({ balance: left, purchases })
    expect((await pool(agency)).lots).toHaveLength(1 + purchases)
    expect(await agency.findings()).toEqual([])
  })

  it('CE-07: a larger purchase is cheaper, and each draw costs what exactly its credits cost, first in first out', async () => {
    const agency = await poolOf({}, '10000')
    await agency.call('POST', '/v1/pools/main/purchases', { id: 'second', credits: '50000' })
    await draw(agency, 'a', '9000')
    // 1,000 of the first lot at 0.01, 4,000 of the second at 0.008.
    await draw(agency, 'b', '5000')
    expect((await agency.lines()).map(({ cost, price }) => [cost, price])).toEqual([
      [90_000_000_000n, 180_000_000_000n],
      [42_000_000_000n, 100_000_000_000n],
    ])
    expect((await pool(agency)).lots).toMatchObject([
      { id: 'first', cost: '100', costUsed: '100', used: '10000' },
      { id: 'second', cost: '400', costUsed: '32', used: '4000' },
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('CE-05 CE-06 CE-07 what reminds, what is bought and what it costs can be changed, on record; what was bought keeps its cost', async () => {
    const agency = await poolOf({ remindBelow: '10000', autoBuy: '10000' }, '20000')
    const shown = { remindBelow: '10000', autoBuy: '10000', tiers: TIERS }
    expect(await pool(agency)).toMatchObject({ service: 'newsletter.credits', currency: 'USD', ...shown })
    const set = (change: object, token?: string) => agency.call('PUT', '/v1/pools/main', change, token)
    // 15,000 lie above the old reminder and below the new one: told once, by the change itself.
    expect((await draw(agency, 'a', '5000')).body.remind).toBe(false)
    expect((await set({ remindBelow: '16000' })).body).toEqual({
      ...shown,
      remindBelow: '16000',
      remind: true,
    })
    expect((await set({ remindBelow: '17000' })).body.remind).toBe(false)
    expect((await draw(agency, 'b', '5000')).body.remind).toBe(false)
    const dearer = [{ upTo: null, unitPrice: '0.02' }]
    expect((await set({ autoBuy: '3000', tiers: dearer, remindBelow: null })).body).toEqual({
      remindBelow: null,
      autoBuy: '3000',
      tiers: dearer,
      remind: false,
    })
    expect((await draw(agency, 'c', '13000')).body).toMatchObject({
      purchases: 1,
      balance: '0',
      remind: false,
    })
    const { lots } = await pool(agency)
    expect(
      lots.map(({ granted, cost }: { granted: string; cost: string }) => [granted, cost]).toSorted(),
    ).toEqual([
      ['20000', '200'],
      ['3000', '60'],
    ])
    expect((await set({ autoBuy: null })).body.autoBuy).toBeNull()
    expect((await draw(agency, 'd', '1')).body.code).toBe('credits_lacking')
    const log = await house.worker.rows(
      "SELECT before, after FROM audit_log WHERE agency_id = ? AND action = 'credit_pool.set'",
      [agency.id],
    )
    // The clock stands still: in no order.
    const changes = log.map(({ before, after }) => [before, after].map((json) => JSON.parse(String(json))))
    const last = { remindBelow: null, tiers: dearer }
    expect(changes).toHaveLength(4)
    expect(changes).toContainEqual([shown, { ...shown, remindBelow: '16000' }])
    expect(changes).toContainEqual([
      { ...last, autoBuy: '3000' },
      { ...last, autoBuy: null },
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('changes nothing of a pool by what does not fit, for staff who are not the owner, or of another agency', async () => {
    const agency = await poolOf({ autoBuy: '10' }, null)
    const before = await pool(agency)
    const set = (change: object, token?: string) => agency.call('PUT', '/v1/pools/main', change, token)
    for (const [change, field] of [
      [{ autoBuy: '0' }, 'autoBuy'],
      [{ remindBelow: '-1' }, 'remindBelow'],
      [{ tiers: [] }, 'tiers'],
      [{ tiers: [{ upTo: '5', unitPrice: '1' }] }, 'tiers'],
      [{ tiers: [...TIERS.slice(1, 2), ...TIERS] }, 'tiers'],
    ] as const) {
      const { status, body } = await set(change)
      expect([status, body.errors[0].field]).toEqual([400, field])
    }
    expect((await set({ autoBuy: '20' }, await agency.token('staff'))).body.code).toBe('role_forbids')
    const other = await house.agency()
    expect((await other.call('PUT', '/v1/pools/main', { autoBuy: '20' })).body.code).toBe('not_found')
    expect(await pool(agency)).toEqual(before)
  })

  it('a change while draws go on loses none of them', async () => {
    const agency = await poolOf({}, '1000')
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, i) => draw(agency, `m${i}`, '10')),
      ...Array.from({ length: 5 }, (_, i) =>
        agency.call('PUT', '/v1/pools/main', { remindBelow: String(i) }),
      ),
    ])
    for (const { status, body } of answers)
      expect(status === 200 || body.code === 'version_conflict', JSON.stringify(body)).toBe(true)
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect((await pool(agency)).balance).toBe('900')
    expect(await agency.findings()).toEqual([])
  })

  it('CE-03: the clients’ draws sum to what the pool lost, in parallel and repeated too', async () => {
    const agency = await poolOf({}, '1000')
    // Each of 15 mailings is sent twice: those with an even number are of c1, the others of c2.
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => draw(agency, `m${i % 15}`, '7', (i % 15) % 2 === 0 ? 'c1' : 'c2')),
    )
    for (const { status, body } of answers) expect(status, JSON.stringify(body)).toBe(200)
    expect(answers.filter(({ body }) => body.outcome === 'posted')).toHaveLength(15)
    await draw(agency, 'other', '95', 'c2')
    expect((await draw(agency, 'm0', '8')).body.outcome).toBe('conflict')
    expect((await pool(agency)).balance).toBe('800')
    const sums = await house.worker.rows(
      'SELECT client_id, sum(CAST(quantity AS INTEGER)) AS credits FROM usage_event WHERE agency_id = ? GROUP BY client_id',
      [agency.id],
    )
    expect(sums).toEqual([
      { client_id: 'c1', credits: 56n },
      { client_id: 'c2', credits: 144n },
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('burns by priority, then expiry, then age; gives back exactly the slices; expired + used + left = granted', async () => {
    const agency = await poolOf({}, '100')
    const soon = new Date(NOW.getTime() + DAY_MS).toISOString()
    const grant = (id: string, credits: string, changes: object) =>
      agency.call('POST', '/v1/pools/main/purchases', { id, credits, kind: 'granted', ...changes })
    await grant('gift', '30', { expiresAt: soon })
    await grant('last', '50', { priority: 9 })
    await draw(agency, 'a', '40')
    const used = async () =>
      Object.fromEntries(
        (await pool(agency)).lots.map((lot: { id: string; used: string; expired: string }) => [
          lot.id,
          [lot.used, lot.expired],
        ]),
      )
    expect(await used()).toEqual({ first: ['10', '0'], gift: ['30', '0'], last: ['0', '0'] })
    expect((await agency.call('POST', '/v1/pools/main/draws/a/give-back')).body.outcome).toBe('posted')
    expect((await agency.call('POST', '/v1/pools/main/draws/a/give-back')).body.outcome).toBe('duplicate')
    expect(await used()).toEqual({ first: ['0', '0'], gift: ['0', '0'], last: ['0', '0'] })
    expect(await agency.wallet('c1')).toBe(0n)
    expect(await agency.findings()).toEqual([])

    await draw(agency, 'b', '10')
    const later = new Date(NOW.getTime() + 2 * DAY_MS)
    let ids = 0
    const ctx = { db: house.worker.db, now: () => later, newId: () => `late-${(ids += 1)}` } as never
    expect(await expireCredits(ctx)).toBe(1)
    expect(await expireCredits(ctx)).toBe(0)
    expect(await used()).toMatchObject({ gift: ['10', '20'] })
    // A mailing of before the expiry that arrives now: its credits are released.
    await draw(agency, 'late', '15', 'c1', { occurredAt: daysAgo(1) })
    expect(await used()).toMatchObject({ first: ['0', '0'], gift: ['25', '5'] })
    expect(await agency.findings()).toEqual([])
  })

  it.each(['paid', 'granted', 'drawn', 'expired'])('keeps the name %s for its own books', async (name) => {
    const agency = await house.agency()
    const opened = await agency.call('POST', `/v1/pools/${name}`, { currency: 'USD', tiers: TIERS })
    expect(opened).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  })

  it('a purchase sent again is a duplicate, with other figures a conflict; neither changes anything', async () => {
    const agency = await poolOf({}, '100')
    const buy = (changes: object) =>
      agency.call('POST', '/v1/pools/main/purchases', { id: 'first', credits: '100', ...changes })
    expect((await buy({})).body.outcome).toBe('duplicate')
    for (const changes of [
      { credits: '101' },
      { kind: 'granted' },
      { priority: 1 },
      { expiresAt: daysAgo(-9) },
    ]) {
      expect((await buy(changes)).body.outcome).toBe('conflict')
    }
    expect((await pool(agency)).balance).toBe('100')
  })

  it('takes a draw of the time that usage may have, and no other', async () => {
    const agency = await poolOf({})
    const far = { occurredAt: '2099-01-01T00:00:00Z' }
    expect((await draw(agency, 'a', '1', 'c1', far)).body.code).toBe('usage_from_future')
    expect((await draw(agency, 'a', '1', 'c1', { occurredAt: daysAgo(36) })).body.code).toBe('usage_too_old')
    expect((await draw(agency, 'a', '1', 'c1', { occurredAt: daysAgo(34) })).body.outcome).toBe('posted')
    expect((await pool(agency)).balance).toBe('49999')
  })

  it('the status of an agency with a pool says that its credits are in balance, too', async () => {
    const agency = await poolOf({})
    await draw(agency, 'a', '40')
    const { status, body } = await agency.call('GET', '/v1/status')
    expect([status, body.imbalance]).toEqual([200, { USD: '0', credit: '0' }])
  })

  it('a draw is taken back by giving back, not by a void; the checker names a lot that was changed', async () => {
    const agency = await poolOf({})
    await draw(agency, 'a', '40')
    const refused = await agency.call('POST', '/v1/usage/pool%3Amain/a/void')
    expect(refused.body.code).toBe('correction_final')
    await house.worker.db.writeBatch([
      { sql: 'UPDATE credit_lot SET used = used - 1 WHERE agency_id = ?', args: [agency.id] },
    ])
    const kinds = (await agency.findings()).map((finding) => (finding as { kind: string }).kind)
    expect(kinds.toSorted()).toEqual(['credit_lot', 'credit_pool'])
    await house.worker.db.writeBatch([
      { sql: 'UPDATE credit_lot SET used = used + 1 WHERE agency_id = ?', args: [agency.id] },
    ])
  })
})
