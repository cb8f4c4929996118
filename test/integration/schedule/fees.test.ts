import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { voidUsage } from '../../../worker/corrections/void-usage.ts'
import { bookFees } from '../../../worker/schedule/book-fees.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import { type LedgerBench, rows, startLedger } from '../../support/ledger.ts'

const quarterly: PriceRule = { kind: 'recurring', price: '1', every: 'quarter', onlyIfActive: true }
const monthly: PriceRule = { kind: 'recurring', price: '30', every: 'month', onlyIfActive: false }
const setup: PriceRule = { kind: 'setupFee', price: '49' }

describe('fees that fall due by themselves', () => {
  let bench: LedgerBench
  let agencies = 0
  beforeAll(async () => {
    bench = await startLedger()
  })
  afterAll(() => bench.close())

  /** An agency in Berlin whose one client agreed `rule` at `since`. */
  const agreed = async (service: string, rule: PriceRule, since: string) => {
    agencies += 1
    const agencyId = `fees-${agencies}`
    await seedAgency(
      bench.ctx.db,
      { id: agencyId, timeZone: 'Europe/Berlin', currency: 'EUR' },
      new Date(since),
    )
    await seedClient(
      bench.ctx.db,
      agencyId,
      {
        id: 'c1',
        currency: 'EUR',
        billingMode: 'postpaid',
        services: { [service]: { billedBy: 'ledger', rule } },
      },
      new Date(since),
    )
    return agencyId
  }
  const at = (instant: string) => {
    bench.at = new Date(instant)
  }
  const booked = (agencyId: string) =>
    rows(
      bench,
      "SELECT service, quantity, price, datetime(occurred_at / 1000, 'unixepoch') AS at FROM usage_event WHERE agency_id = ? AND source = 'schedule' ORDER BY seq",
      [agencyId],
    )
  const sale = (agencyId: string, id: string, occurredAt: string) =>
    recordUsage(bench.ctx, agencyId, [
      {
        source: 'shop',
        system: 'shop',
        account: 'c1',
        agencyId,
        clientId: 'c1',
        id,
        service: 'shop.sale',
        quantity: '1',
        occurredAt,
        receivedAt: occurredAt,
        ownTime: true,
        repeatWindowDays: 3,
        unitCost: '0',
        estimated: false,
        attributes: {},
      },
    ])

  it('MO-05 W16: 1.00 a quarter, and only in a quarter with a sale', async () => {
    const agencyId = await agreed('base.fee', quarterly, '2025-12-31T23:00:00Z')
    await sale(agencyId, 's1', '2026-02-10T10:00:00Z')
    at('2026-03-31T21:59:00Z')
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toEqual([])
    // The quarter ends at midnight in Berlin, which has summer time by then.
    at('2026-03-31T22:00:00Z')
    await bookFees(bench.ctx)
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toEqual([
      { service: 'base.fee', quantity: '1', price: 1_000_000_000n, at: '2026-03-31 21:59:59' },
    ])
    at('2026-07-01T00:00:00Z')
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toHaveLength(1)
    await sale(agencyId, 's2', '2026-06-30T21:59:59Z')
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toHaveLength(2)
  })

  it('MO-05: a sale that was taken back makes no quarter active, one that stands beside it does', async () => {
    const agencyId = await agreed('base.fee', quarterly, '2025-12-31T23:00:00Z')
    at('2026-02-11T10:00:00Z')
    await sale(agencyId, 's1', '2026-02-10T10:00:00Z')
    const shop = { kind: 'source', agencyId, source: 'shop', repeatWindowDays: 3 } as const
    await voidUsage(bench.ctx, shop, agencyId, { source: 'shop', id: 's1' })
    at('2026-04-02T00:00:00Z')
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toEqual([])
    await sale(agencyId, 's2', '2026-03-10T10:00:00Z')
    await bookFees(bench.ctx)
    expect(await booked(agencyId)).toHaveLength(1)
  })

  it('X-05: a monthly fee is due pro rata for the part of the month that it was agreed in, daylight saving included', async () => {
    // From 16 March, 00:00 in Berlin: 16 days less the hour that is skipped, of 743 hours.
    const agencyId = await agreed('plan.base', monthly, '2026-03-15T23:00:00Z')
    at('2026-04-01T00:00:00Z')
    await bookFees(bench.ctx)
    const [fee] = await booked(agencyId)
    expect(fee?.['price']).toBe((30_000_000_000n * 383n * 2n + 743n) / (2n * 743n))
    at('2026-05-01T00:00:00Z')
    await bookFees(bench.ctx)
    expect((await booked(agencyId)).map(({ price }) => price)).toEqual([fee?.['price'], 30_000_000_000n])
  })

  it('MO-06: a set-up fee comes once, whatever is agreed later', async () => {
    const agencyId = await agreed('setup', setup, '2026-01-05T10:00:00Z')
    at('2026-01-05T11:00:00Z')
    await bookFees(bench.ctx)
    await bench.ctx.db.writeBatch([
      {
        sql: `INSERT INTO service_terms (agency_id, client_id, service, valid_from, billed_by, rule, currency, created_at)
              SELECT agency_id, client_id, service, valid_from + 86400000, billed_by, rule, currency, created_at FROM service_terms WHERE agency_id = ?`,
        args: [agencyId],
      },
      { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [agencyId] },
    ])
    at('2026-03-01T11:00:00Z')
    await bookFees(bench.ctx)
    expect((await booked(agencyId)).map(({ price }) => price)).toEqual([49_000_000_000n])
    expect(await checkLedger(bench.ctx)).toMatchObject({ findingsTotal: 0 })
  })
})
