import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PricesMoved, postUsage } from '../../../worker/ledger/post-usage.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { type LedgerBench, NOW, addAgency, line, rows, startLedger } from '../../support/ledger.ts'

const DAY_MS = 86_400_000

describe('posting usage over HTTP', () => {
  let bench: LedgerBench
  let next = 0
  const agency = async () => {
    next += 1
    await addAgency(bench, `a${next}`)
    return `a${next}`
  }
  beforeAll(async () => {
    bench = await startLedger()
  })
  afterAll(() => bench.close())

  it('HL-05: books both sides of each event, and the books sum to 0', async () => {
    const agencyId = await agency()
    const result = await postUsage(bench.ctx, {
      agencyId,
      priceVersion: 1n,
      lines: [
        line('m1', { cost: 6_750_000_000n, price: 10_125_000_000n, service: 'email.outbound' }),
        line('m2', { clientId: 'c2', billedBy: 'agency', price: 0n }),
        line('m3', { clientId: 'c3', billingMode: 'postpaid', price: 7n, cost: 5n }),
        line('m4', { clientId: 'c4', billedBy: 'crm', price: 9n, cost: 5n }),
      ],
    })
    expect(result.outcomes).toEqual(['posted', 'posted', 'posted', 'posted'])
    const entries = await rows(
      bench,
      'SELECT account, amount FROM journal_entry WHERE agency_id = ? ORDER BY account',
      [agencyId],
    )
    expect(entries).toEqual([
      { account: 'cost:email.outbound', amount: 6_750_000_000n },
      { account: 'cost:sms.outbound', amount: 1_010n },
      { account: 'crm:collected', amount: 9n },
      { account: 'platform:test', amount: -6_750_001_010n },
      { account: 'receivables', amount: 7n },
      { account: 'revenue:email.outbound', amount: -10_125_000_000n },
      { account: 'revenue:sms.outbound', amount: -16n },
      { account: 'wallets', amount: 10_125_000_000n },
    ])
    // W5: what the client's wallet lost less what the agency's lost is the profit.
    const of = (name: string) => entries.find(({ account }) => account === name)?.['amount'] as bigint
    expect(of('wallets') - of('cost:email.outbound')).toBe(3_375_000_000n)
    const balances = await rows(
      bench,
      'SELECT client_id, account, balance, version FROM client_balance WHERE agency_id = ? ORDER BY client_id',
      [agencyId],
    )
    expect(balances).toEqual([
      { client_id: 'c1', account: 'wallets', balance: -10_125_000_000n, version: 1n },
      { client_id: 'c3', account: 'receivables', balance: 7n, version: 1n },
    ])
    const sums = await rows(bench, 'SELECT sum(balance) AS total FROM account_balance WHERE agency_id = ?', [
      agencyId,
    ])
    expect(sums).toEqual([{ total: 0n }])
  })

  it('X-01: the same id with the same body is a duplicate, with another body a conflict; neither changes anything', async () => {
    const agencyId = await agency()
    const post = (lines: Parameters<typeof postUsage>[1]['lines']) =>
      postUsage(bench.ctx, { agencyId, priceVersion: 1n, lines })
    await post([line('m1')])
    const before = await rows(bench, 'SELECT * FROM account_balance WHERE agency_id = ?', [agencyId])
    const other = { bodyHash: 'cd'.repeat(32), price: 9_999n }
    const again = await post([line('m1'), line('m1', other), line('m1')])
    expect(again.outcomes).toEqual(['duplicate', 'conflict', 'duplicate'])
    expect(await rows(bench, 'SELECT * FROM account_balance WHERE agency_id = ?', [agencyId])).toEqual(before)
    const mixed = await post([line('m2'), line('m1'), line('m2'), line('m2', other)])
    expect(mixed.outcomes).toEqual(['posted', 'duplicate', 'duplicate', 'conflict'])
    expect(
      await rows(bench, 'SELECT lines FROM journal WHERE agency_id = ? ORDER BY number', [agencyId]),
    ).toEqual([{ lines: 1n }, { lines: 1n }])
  })

  it('finds the same id on other days inside the repeat window, and not beyond it', async () => {
    const agencyId = await agency()
    const on = (days: number, window: number) =>
      postUsage(bench.ctx, {
        agencyId,
        priceVersion: 1n,
        lines: [
          line('m1', { occurredAt: new Date(NOW.getTime() + days * DAY_MS), repeatWindowDays: window }),
        ],
      })
    expect((await on(0, 3)).outcomes).toEqual(['posted'])
    expect((await on(3, 3)).outcomes).toEqual(['duplicate'])
    expect((await on(-1, 3)).outcomes).toEqual(['duplicate'])
    expect((await on(4, 3)).outcomes).toEqual(['posted'])
    expect((await on(9, 0)).outcomes).toEqual(['posted'])
  })

  it('refuses a batch rated with old prices, whole', async () => {
    const agencyId = await agency()
    const stale = postUsage(bench.ctx, { agencyId, priceVersion: 0n, lines: [line('m1')] })
    await expect(stale).rejects.toBeInstanceOf(PricesMoved)
    expect(await rows(bench, 'SELECT id FROM usage_event WHERE agency_id = ?', [agencyId])).toEqual([])
  })

  it('X-08: 50 batches at once on one client lose and double nothing', async () => {
    const agencyId = await agency()
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        postUsage(bench.ctx, {
          agencyId,
          priceVersion: 1n,
          lines: [line(`m${i}`), line(`m${i + 1}`)],
        }),
      ),
    )
    expect(await rows(bench, 'SELECT balance FROM client_balance WHERE agency_id = ?', [agencyId])).toEqual([
      { balance: -51n * 1_500n },
    ])
  })

  it('takes one round trip a batch', async () => {
    const agencyId = await agency()
    bench.server.clearRequests()
    await postUsage(bench.ctx, {
      agencyId,
      priceVersion: 1n,
      lines: Array.from({ length: 100 }, (_, i) => line(`m${i}`)),
    })
    expect(bench.server.requests).toHaveLength(1)
  })

  it('X-02: lines, journals, entries and seals can be neither changed nor removed', async () => {
    const agencyId = await agency()
    await postUsage(bench.ctx, { agencyId, priceVersion: 1n, lines: [line('m1')] })
    await sealLedger(bench.ctx)
    for (const sql of [
      'UPDATE usage_event SET price = 0',
      'DELETE FROM usage_event',
      'UPDATE journal SET lines = 0',
      'DELETE FROM journal',
      'UPDATE journal_entry SET amount = 0',
      'DELETE FROM journal_entry',
      "UPDATE seal SET hash = x'00'",
      'DELETE FROM seal',
    ]) {
      await expect(bench.ctx.db.writeBatch([sql]), sql).rejects.toThrow(/append-only/)
    }
  })
})
