import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { type CorrectionsHouse, daysAgo, startCorrections } from './support.ts'

const NANO = 1_000_000_000n
const ledger = (rule: PriceRule) => ({ 'email.outbound': { billedBy: 'ledger' as const, rule } })
const DOUBLE = ledger({ kind: 'multiplier', multiplier: '2' })
const mail = (id: string, changes: object = {}) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity: '1000',
  occurredAt: daysAgo(1),
  ...changes,
})

describe('voiding and amending usage', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  it('X-02: a void is a new line that undoes the usage; voiding twice is once, and is audited once', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1')])
    expect(await agency.wallet('c1')).toBe(-1_350_000_000n)
    const first = await agency.call('POST', '/v1/usage/meter/m1/void', {}, agency.key)
    expect(first).toMatchObject({
      status: 200,
      body: { outcome: 'posted', line: { id: 'm1~2', quantity: '-1000', cost: '-0.675', price: '-1.35' } },
    })
    const again = await agency.call('POST', '/v1/usage/meter/m1/void')
    expect(again.body).toEqual({ outcome: 'duplicate', line: null })
    expect(await agency.wallet('c1')).toBe(0n)
    const lines = await agency.lines()
    expect(lines.map(({ id, kind, corrects }) => [id, kind, corrects])).toEqual([
      ['m1', 'usage', null],
      ['m1~2', 'void', 'm1'],
    ])
    expect(lines[1]).toMatchObject({
      terms_number: lines[0]?.['terms_number'],
      cost_rate_id: lines[0]?.['cost_rate_id'],
    })
    const audit = await agency.call('GET', '/v1/clients/c1/audit')
    expect(audit.body.entries).toMatchObject([
      {
        action: 'usage.voided',
        actor: 'source:meter',
        subject: 'meter/m1',
        before: { quantity: '1000', cost: '0.675', price: '1.35' },
        after: { line: 'm1~2', quantity: '0', cost: '0', price: '0' },
      },
    ])
    expect(await agency.findings()).toEqual([])
  })

  it('refuses to void a void, or to amend what is void', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1')])
    await agency.call('POST', '/v1/usage/meter/m1/void')
    expect(await agency.call('POST', '/v1/usage/meter/m1~2/void')).toMatchObject({
      status: 409,
      body: { code: 'correction_final' },
    })
    expect(await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '1' })).toMatchObject({
      status: 409,
      body: { code: 'usage_voided' },
    })
    expect(await agency.lines()).toHaveLength(2)
  })

  it('amends by the difference under the terms it was rated with, not today’s; the same again is nothing', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1', { estimated: true })])
    await house.worker.db.writeBatch([
      {
        sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
              VALUES (?, 'c1', 'email.outbound', 0, 'ledger', '{"kind":"multiplier","multiplier":"9"}', 'USD', 0)`,
        args: [agency.id],
      },
      {
        sql: `INSERT INTO cost_rate (agency_id, id, service, unit_cost, currency, valid_from, source, created_at)
              VALUES (?, 'new', 'email.outbound', '5', 'USD', 0, 'test', 0)`,
        args: [agency.id],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agency.id] },
    ])
    const amended = await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '1500' }, agency.key)
    expect(amended.body).toEqual({
      outcome: 'posted',
      line: { id: 'm1~2', quantity: '500', cost: '0.3375', price: '0.675' },
    })
    expect((await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '1500' })).body.outcome).toBe(
      'duplicate',
    )
    const back = await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '200', unitCost: '0.001' })
    expect(back.body.line).toEqual({ id: 'm1~3', quantity: '-1300', cost: '-0.8125', price: '-1.625' })
    expect((await agency.call('POST', '/v1/usage/meter/m1/void')).body.line).toEqual({
      id: 'm1~4',
      quantity: '-200',
      cost: '-0.2',
      price: '-0.4',
    })
    expect(await agency.wallet('c1')).toBe(0n)
    expect((await agency.lines()).map(({ estimated }) => estimated)).toEqual([1n, -1n, 0n, 0n])
    expect(await agency.findings()).toEqual([])
  })

  it('B-11: corrects under the cap of multipliers that the usage was rated with', async () => {
    const agency = await house.agency({ plan: 'unlimited' })
    await agency.client('c1', { services: DOUBLE })
    // Ahead of our clock, so that its time lies behind the change that comes now.
    await agency.post([mail('m1'), mail('m2', { occurredAt: daysAgo(-0.001) })])
    expect(await agency.wallet('c1')).toBe(-2n * 708_750_000n)
    await house.worker.db.writeBatch([
      {
        sql: `INSERT INTO session (agency_id, id, role, device, refresh_hash, generation, expires_at, created_at)
              VALUES (?, 'session-owner', 'owner', 'test', zeroblob(32), 1, ?, 0)`,
        args: [agency.id, BigInt(Date.parse(daysAgo(-1)))],
      },
    ])
    expect((await agency.call('PUT', '/v1/agency', { plan: 'pro' })).status).toBe(200)
    const amended = await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '2000' })
    expect(amended.body.line.price).toBe('0.70875')
    const ahead = await agency.call('PUT', '/v1/usage/meter/m2', { quantity: '3000' })
    expect(ahead.body.line.price).toBe('1.4175')
    // New usage falls under the new plan; usage of before it that comes late does not.
    const late = await agency.post([mail('m3'), mail('m4', { occurredAt: daysAgo(0) })])
    expect(late.body.results.map(({ price }: { price: string }) => price)).toEqual(['0.70875', '1.35'])
    for (const id of ['m1', 'm2', 'm3', 'm4']) await agency.call('POST', `/v1/usage/meter/${id}/void`)
    expect(await agency.wallet('c1')).toBe(0n)
    expect(await agency.findings()).toEqual([])
  })

  it('keeps the cost that the source told of one unit, for what is corrected later', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: ledger({ kind: 'multiplier', multiplier: '3', included: '1' }) })
    const told = { quantity: '3', unitCost: '0.00000000049' }
    await agency.post([mail('m1', { quantity: '2', unitCost: '0.0000000004' }), mail('m2', told)])
    const [, second] = await house.worker.rows(
      'SELECT cost, price, unit_cost FROM usage_event WHERE agency_id = ? ORDER BY seq',
      [agency.id],
    )
    expect(second).toEqual({ cost: 1n, price: 5n, unit_cost: '0.00000000049' })
    await agency.call('POST', '/v1/usage/meter/m2/void')
    const counters = await house.worker.rows(
      'SELECT quantity, price FROM rating_counter WHERE agency_id = ?',
      [agency.id],
    )
    expect(counters).toEqual([{ quantity: '2', price: 1n }])
    expect(await agency.findings()).toEqual([])
  })

  it('rates the period’s sum again where the price depends on it: tiers end as if the usage had never been', async () => {
    const tiers = ledger({
      kind: 'tiers',
      mode: 'graduated',
      tiers: [
        { upTo: '100', unitPrice: '0.10' },
        { upTo: null, unitPrice: '0.01' },
      ],
    })
    const agency = await house.agency()
    await agency.client('c1', { services: tiers })
    await agency.post([
      mail('a', { quantity: '100' }),
      mail('b', { quantity: '100' }),
      mail('c', { quantity: '50' }),
    ])
    expect(await agency.wallet('c1')).toBe(-(10n * NANO + NANO + NANO / 2n))
    // Without `a` the month has 150 units: 100 at 0.10 and 50 at 0.01.
    const voided = await agency.call('POST', '/v1/usage/meter/a/void')
    expect(voided.body.line.price).toBe('-1')
    expect(await agency.wallet('c1')).toBe(-(10n * NANO + NANO / 2n))
    await agency.call('PUT', '/v1/usage/meter/b', { quantity: '10' })
    // 60 units, all in the first tier.
    expect(await agency.wallet('c1')).toBe(-6n * NANO)
    await agency.post([mail('d', { quantity: '60' })])
    expect(await agency.wallet('c1')).toBe(-(10n * NANO + NANO / 5n))
    expect(await agency.findings()).toEqual([])
  })

  it('needs the unit cost again where the usage came with its own', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1', { quantity: '3', unitCost: '0.5' })])
    expect(await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '4' })).toMatchObject({
      status: 422,
      body: { code: 'usage_not_priceable', errors: [{ field: 'unitCost' }] },
    })
    const amended = await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '4', unitCost: '0.25' })
    expect(amended.body.line).toMatchObject({ quantity: '1', cost: '-0.5', price: '-1' })
  })

  it('MO-09: a negative booking gives back, by quantity or by cost', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    const { body } = await agency.post([
      mail('m1'),
      mail('m2', { quantity: '-400' }),
      mail('m3', { quantity: '1', unitCost: '-0.1' }),
    ])
    expect(body.results.map((one: { cost: string; price: string }) => [one.cost, one.price])).toEqual([
      ['0.675', '1.35'],
      ['-0.27', '-0.54'],
      ['-0.1', '-0.2'],
    ])
    expect(await agency.wallet('c1')).toBe(-610_000_000n)
    expect(await agency.findings()).toEqual([])
  })

  it('a source corrects its own usage only; another agency’s is not there', async () => {
    const agency = await house.agency()
    const other = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1')])
    const stranger = await house.worker.sourceKey(agency.id, 'another')
    for (const token of [stranger, other.key, other.owner]) {
      expect(await agency.call('POST', '/v1/usage/meter/m1/void', {}, token)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
    const staff = await agency.token('staff')
    expect((await agency.call('POST', '/v1/usage/meter/m1/void', {}, staff)).body.code).toBe('role_forbids')
    expect(await agency.lines()).toHaveLength(1)
  })

  it('asks which one is meant where the id stands on several days', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1', { occurredAt: daysAgo(20) })])
    await agency.post([mail('m1', { occurredAt: daysAgo(2) })])
    expect((await agency.call('POST', '/v1/usage/meter/m1/void')).body.code).toBe('usage_ambiguous')
    const told = await agency.call('POST', '/v1/usage/meter/m1/void', { occurredAt: daysAgo(20) })
    expect(told.body.outcome).toBe('posted')
    expect(await agency.wallet('c1')).toBe(-1_350_000_000n)
  })

  it('numbers a correction past ids that the source gave to usage of its own', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1~2'), mail('m1'), mail('m1~3'), mail('m1~x'), mail('m1~5')])
    const amended = await agency.call('PUT', '/v1/usage/meter/m1', { quantity: '500' })
    expect(amended).toMatchObject({ status: 200, body: { line: { id: 'm1~4', price: '-0.675' } } })
    const voided = await agency.call('POST', '/v1/usage/meter/m1/void')
    expect(voided).toMatchObject({ status: 200, body: { line: { id: 'm1~6', price: '-0.675' } } })
    // What looks like a correction of it is usage, and is corrected by itself.
    const other = await agency.call('POST', '/v1/usage/meter/m1~2/void')
    expect(other).toMatchObject({ status: 200, body: { line: { id: 'm1~2~2', price: '-1.35' } } })
    expect(await agency.wallet('c1')).toBe(-3n * 1_350_000_000n)
    expect(await agency.findings()).toEqual([])
  })

  it('X-08: twenty voids and amendments at once end in one void', async () => {
    const agency = await house.agency()
    await agency.client('c1', { services: DOUBLE })
    await agency.post([mail('m1')])
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0
          ? agency.call('POST', '/v1/usage/meter/m1/void')
          : agency.call('PUT', '/v1/usage/meter/m1', { quantity: String(i) }),
      ),
    )
    for (const { status, body } of answers) expect([200, 409], JSON.stringify(body)).toContain(status)
    expect(answers.filter(({ body }) => body.line?.quantity.startsWith('-')).length).toBeGreaterThan(0)
    expect((await agency.lines()).filter(({ kind }) => kind === 'void')).toHaveLength(1)
    expect(await agency.wallet('c1')).toBe(0n)
    expect(await agency.findings()).toEqual([])
  })
})
