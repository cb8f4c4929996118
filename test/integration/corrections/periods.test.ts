import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { periodOf } from '../../../shared/periods/calendar.ts'
import { linesOfMonth } from '../../../worker/ledger/booked-day.ts'
import { type Agency, type CorrectionsHouse, startCorrections } from './support.ts'

const ZONE = 'Europe/Berlin'
const rule: PriceRule = {
  kind: 'tiers',
  mode: 'graduated',
  tiers: [
    { upTo: '100', unitPrice: '0.10' },
    { upTo: null, unitPrice: '0.01' },
  ],
}
const mail = (id: string, occurredAt: string, quantity: string) => ({
  id,
  client: 'c1',
  service: 'email.outbound',
  quantity,
  unitCost: '0.001',
  occurredAt,
})
const OCTOBER = BigInt(2026 * 12 + 9)

describe('closed periods', () => {
  let house: CorrectionsHouse
  beforeAll(async () => {
    house = await startCorrections()
  })
  afterAll(() => house.close())

  const agencyWith = async () => {
    const agency = await house.agency({ timeZone: ZONE })
    await agency.client('c1', { services: { 'email.outbound': { billedBy: 'ledger', rule } } })
    return agency
  }
  const months = (agency: Agency) =>
    house.worker.rows('SELECT month, price, events FROM month_sum WHERE agency_id = ? ORDER BY month', [
      agency.id,
    ])
  const days = (agency: Agency) =>
    house.worker.rows('SELECT day, quantity, price FROM day_sum WHERE agency_id = ? ORDER BY day', [
      agency.id,
    ])
  const invoiced = async (agency: Agency, month: bigint, inside: string) => {
    const { startMs, endMs } = periodOf(Date.parse(inside), 'month', ZONE)
    const where = linesOfMonth(agency.id, { month, startMs, endMs })
    const [row] = await house.worker.rows(
      `SELECT coalesce(sum(e.price), 0) AS price FROM usage_event e WHERE e.agency_id = ? AND ${where.sql}`,
      [agency.id, ...where.args],
    )
    return row?.['price']
  }

  it('late usage is rated in its own period, and books its difference into the open one', async () => {
    const agency = await agencyWith()
    // 31 October, 23:30 in Berlin.
    await agency.post([mail('a', '2026-10-31T22:30:00Z', '80')])
    expect(await agency.findings()).toEqual([])
    const before = await months(agency)
    expect(before).toEqual([{ month: OCTOBER, price: 8_000_000_000n, events: 1n }])
    expect((await agency.call('POST', '/v1/periods/2026-10/close')).body).toMatchObject({ month: '2026-10' })
    const late = await agency.post([mail('b', '2026-10-31T21:00:00Z', '40')])
    // October has 120 units: 20 more at 0.10 and 20 at 0.01.
    expect(late.body.results[0]).toMatchObject({ outcome: 'posted', price: '2.2' })
    await agency.post([mail('c', '2026-11-05T12:00:00Z', '10')])
    expect(await agency.findings()).toEqual([])
    expect(await months(agency)).toEqual([
      ...before,
      { month: OCTOBER + 1n, price: 3_200_000_000n, events: 2n },
    ])
    // The late line counts on the day it was received: 21 November.
    expect(await days(agency)).toEqual([
      { day: 20_757n, quantity: '80', price: 8_000_000_000n },
      { day: 20_762n, quantity: '10', price: 1_000_000_000n },
      { day: 20_778n, quantity: '40', price: 2_200_000_000n },
    ])
    expect(await invoiced(agency, OCTOBER, '2026-10-15T00:00:00Z')).toBe(8_000_000_000n)
    expect(await invoiced(agency, OCTOBER + 1n, '2026-11-15T00:00:00Z')).toBe(3_200_000_000n)
  })

  it('a void of a closed month is a credit in the open one, or refused where only open ones may be', async () => {
    const agency = await agencyWith()
    await agency.post([mail('a', '2026-10-20T12:00:00Z', '80')])
    await agency.call('POST', '/v1/periods/2026-10/close')
    const refused = await agency.call('POST', '/v1/usage/meter/a/void', { onlyIfOpen: true })
    expect(refused).toMatchObject({ status: 409, body: { code: 'period_closed' } })
    await agency.call('POST', '/v1/usage/meter/a/void')
    expect(await agency.findings()).toEqual([])
    expect(await months(agency)).toEqual([
      { month: OCTOBER, price: 8_000_000_000n, events: 1n },
      { month: OCTOBER + 1n, price: -8_000_000_000n, events: 0n },
    ])
    expect(await agency.wallet('c1')).toBe(0n)
  })

  it('closing again changes nothing; a running month, or not by the owner, is refused', async () => {
    const agency = await agencyWith()
    const first = await agency.call('POST', '/v1/periods/2026-10/close')
    expect((await agency.call('POST', '/v1/periods/2026-10/close')).body).toEqual(first.body)
    expect((await agency.call('POST', '/v1/periods/2026-09/close')).status).toBe(200)
    expect((await agency.call('GET', '/v1/periods')).body).toMatchObject({
      current: '2026-11',
      closed: [{ month: '2026-10' }],
    })
    for (const month of ['2026-11', '2027-01']) {
      expect((await agency.call('POST', `/v1/periods/${month}/close`)).body.code).toBe('period_running')
    }
    expect((await agency.call('POST', '/v1/periods/2026-13/close')).body.code).toBe('invalid_request')
    const staff = await agency.token('staff')
    expect((await agency.call('POST', '/v1/periods/2026-10/close', undefined, staff)).status).toBe(403)
  })

  it('the checker finds a period that was closed behind its back', async () => {
    const agency = await agencyWith()
    await agency.post([mail('a', '2026-10-20T12:00:00Z', '80')])
    expect(await agency.findings()).toEqual([])
    await house.worker.db.writeBatch([
      {
        sql: 'INSERT INTO period_close (agency_id, month, last_seq, closed_at) VALUES (?, ?, 0, 0)',
        args: [agency.id, OCTOBER],
      },
    ])
    const kinds = new Set((await agency.findings()).map((finding) => (finding as { kind: string }).kind))
    expect([...kinds].toSorted()).toEqual(['day_sum', 'month_sum'])
  })
})
