import { lapseGrants } from '../../../worker/credits/wallet-credits.ts'
import { grantCredits } from '../../../worker/credits/grant-credits.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import type { Finding } from '../../../worker/ledger/findings.ts'
import { postUsage } from '../../../worker/ledger/post-usage.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import type { UsageLine } from '../../../worker/ledger/usage-line.ts'
import { transferStatements } from '../../../worker/ledger/transfer.ts'
import { type LedgerBench, NOW, addAgency, addClient, line, startLedger } from '../../support/ledger.ts'
import { books, corrupt } from './planted.ts'

describe('the checker', () => {
  let clean: LedgerBench
  beforeAll(async () => {
    clean = await books()
  })
  afterAll(() => clean.close())

  it('finds nothing in right books, sealed or not', async () => {
    expect(await checkLedger(clean.ctx)).toMatchObject({
      journals: 8,
      lines: 30,
      findingsTotal: 0,
      findings: [],
    })
    await postUsage(clean.ctx, { agencyId: 'a1', priceVersion: 1n, lines: [line('late')] })
    expect(await checkLedger(clean.ctx)).toMatchObject({ journals: 9, findingsTotal: 0 })
  })

  const planted: [what: string, sql: string, kinds: Finding['kind'][]][] = [
    [
      'a line’s price',
      'UPDATE usage_event SET price = price + 1 WHERE seq = 3',
      ['entries_differ_from_lines', 'client_balance', 'seal_differs', 'day_sum', 'month_sum'],
    ],
    [
      'a line’s client',
      "UPDATE usage_event SET client_id = 'c9' WHERE seq = 3",
      ['client_balance', 'seal_differs', 'day_sum', 'month_sum'],
    ],
    ['a line’s unit cost', "UPDATE usage_event SET unit_cost = '0.5' WHERE seq = 3", ['seal_differs']],
    ['a line’s time', 'UPDATE usage_event SET occurred_at = occurred_at + 1 WHERE seq = 3', ['seal_differs']],
    [
      'a line gone',
      'DELETE FROM usage_event WHERE seq = 3',
      ['line_count', 'entries_differ_from_lines', 'client_balance', 'seal_differs'],
    ],
    [
      'a line too many',
      "INSERT INTO usage_event SELECT 99, agency_id, day, source, 'forged', client_id, service, kind, quantity, cost, cost_currency, price, currency, billed_by, billing_mode, cost_rate_id, terms_number, fx_rate_id, estimated, occurred_at, received_at, body_hash, corrects, attributes, unit_cost FROM usage_event WHERE seq = 3",
      ['orphan_lines'],
    ],
    [
      'an entry',
      "UPDATE journal_entry SET amount = amount + 1 WHERE journal = 2 AND account = 'wallets'",
      ['entries_unbalanced', 'entries_differ_from_lines', 'account_balance', 'seal_differs'],
    ],
    [
      'two entries that still balance',
      "UPDATE journal_entry SET amount = amount + CASE account WHEN 'wallets' THEN 5 ELSE -5 END WHERE journal = 2 AND account IN ('wallets', 'revenue:sms.outbound')",
      ['entries_differ_from_lines', 'account_balance', 'seal_differs'],
    ],
    [
      'a top-up',
      'UPDATE journal_entry SET amount = amount * 2 WHERE journal = 4',
      ['account_balance', 'client_balance', 'seal_differs'],
    ],
    [
      'an entry without a journal',
      "INSERT INTO journal_entry VALUES ('a1', 77, 'bank', 'USD', 0)",
      ['orphan_entries'],
    ],
    ['a journal’s count', 'UPDATE journal SET lines = 4 WHERE number = 2', ['line_count']],
    ['a journal’s date', 'UPDATE journal SET posted_at = posted_at + 1 WHERE number = 2', ['seal_differs']],
    [
      'an account’s balance',
      "UPDATE account_balance SET balance = balance + 1 WHERE agency_id = 'a1' AND account = 'wallets'",
      ['account_balance', 'control_account'],
    ],
    [
      'a client’s balance',
      "UPDATE client_balance SET balance = balance + 1 WHERE agency_id = 'a1' AND client_id = 'c1'",
      ['client_balance', 'control_account'],
    ],
    ['a seal', 'UPDATE seal SET hash = zeroblob(32) WHERE journal = 2', ['seal_differs']],
    ['a seal gone', 'DELETE FROM seal WHERE journal = 2', ['seal_missing']],
    [
      'the head, so that no seal seems due',
      'UPDATE ledger_head SET sealed_journal = 0 WHERE id = 1',
      ['seal_stray'],
    ],
    [
      'the newest journal gone, with its entries and balances',
      `DELETE FROM journal WHERE number = 8`,
      ['orphan_entries', 'seal_stray', 'account_balance', 'client_balance'],
    ],
    [
      'the count of what came',
      "UPDATE outcome_count SET events = events - 1 WHERE agency_id = 'a1'",
      ['outcome_count'],
    ],
    ['a day’s sum', "UPDATE day_sum SET price = price + 1 WHERE agency_id = 'a1'", ['day_sum']],
    ['a month’s sum', "UPDATE month_sum SET events = events + 1 WHERE agency_id = 'a1'", ['month_sum']],
  ]

  it.each(planted)('B-16: names a planted corruption: %s', async (_what, sql, kinds) => {
    const bench = await books()
    try {
      corrupt(bench.server.file, sql)
      const report = await checkLedger(bench.ctx)
      const found = new Set(report.findings.map((finding) => finding.kind))
      expect([...found]).toEqual(expect.arrayContaining(kinds))
      expect(report.findings.every((finding) => finding.expected !== finding.found)).toBe(true)
    } finally {
      await bench.close()
    }
  })

  it('names exactly the broken link of the chain', async () => {
    const bench = await books()
    try {
      corrupt(bench.server.file, 'UPDATE usage_event SET received_at = received_at + 1 WHERE seq = 7')
      const { findings } = await checkLedger(bench.ctx)
      expect(findings.map(({ kind, agencyId, where }) => ({ kind, agencyId, where }))).toEqual([
        { kind: 'seal_differs', agencyId: 'a1', where: 'journal 2' },
      ])
    } finally {
      await bench.close()
    }
  })
})

/** Two grants of a client: one of 100 that ended with 70 unused, one that lasts. The hourly job has run. */
async function granted(): Promise<LedgerBench> {
  const bench = await startLedger()
  const { ctx } = bench
  await addAgency(bench, 'a1')
  await addClient(bench, 'a1', 'c1')
  const owner = { kind: 'staff', agencyId: 'a1', sessionId: 's', role: 'owner', device: 'test' } as const
  const give = (id: string, expiresAt: string | null) =>
    grantCredits(ctx, owner, 'c1', {
      id,
      amount: '0.0000001',
      expiresAt,
      priority: 1,
      reason: 'for the wait',
    })
  bench.at = new Date(NOW.getTime() - 10 * DAY_MS)
  await give('short', new Date(NOW.getTime() - 5 * DAY_MS).toISOString())
  await give('long', null)
  const occurredAt = new Date(NOW.getTime() - 7 * DAY_MS)
  await post(bench, line('used', { price: 30n, occurredAt }))
  bench.at = NOW
  expect(await lapseGrants(ctx)).toBe(1)
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO job_mark (job, seq, at) VALUES ('timed:grants', 0, ?)`,
      args: [BigInt(NOW.getTime())],
    },
  ])
  await sealLedger(ctx)
  return bench
}

/** With the client the agency's prices have moved once. */
const post = (bench: LedgerBench, one: UsageLine) =>
  postUsage(bench.ctx, { agencyId: 'a1', priceVersion: 2n, lines: [one] })

const DAY_MS = 86_400_000

describe('the checker, of granted credits', () => {
  const of = async (bench: LedgerBench) => {
    const { findings } = await checkLedger(bench.ctx)
    return findings.filter(({ kind }) => kind.startsWith('wallet_grant'))
  }
  /** As if the job had booked another amount, in the row and in the books. */
  const misbook = (bench: LedgerBench, amount: bigint) =>
    bench.ctx.db.writeBatch([
      { sql: `UPDATE wallet_grant SET expired = expired + ? WHERE id = 'short'`, args: [amount] },
      ...transferStatements(
        { now: () => new Date(NOW.getTime() - 1) },
        {
          agencyId: 'a1',
          kind: 'creditLapse',
          reference: 'short',
          clientId: 'c1',
          entries: [
            { account: 'credits:granted', currency: 'USD', amount: -amount },
            { account: 'wallets', currency: 'USD', amount },
          ],
          clientMoves: [{ clientId: 'c1', account: 'wallets', currency: 'USD', amount: -amount }],
        },
      ),
    ])

  it.each<[string, (bench: LedgerBench) => Promise<unknown>, object[]]>([
    ['right books', async () => undefined, []],
    [
      'a grant that the books do not know',
      async (bench) =>
        corrupt(bench.server.file, "UPDATE wallet_grant SET amount = amount + 1 WHERE id = 'long'"),
      [{ kind: 'wallet_grant', where: 'c1 long', expected: '100 0', found: '101 0' }],
    ],
    [
      'an expiry that no journal booked',
      async (bench) => corrupt(bench.server.file, "UPDATE wallet_grant SET expired = 0 WHERE id = 'short'"),
      [
        { kind: 'wallet_grant', where: 'c1 short', expected: '100 70', found: '100 0' },
        { kind: 'wallet_grant_expiry', where: 'c1 short', expected: '70', found: '0' },
      ],
    ],
    [
      'too much expired, in row and journal alike',
      (bench) => misbook(bench, 30n),
      [{ kind: 'wallet_grant_expiry', where: 'c1 short', expected: '70', found: '100' }],
    ],
    [
      'nothing expired, in row and journal alike',
      (bench) => misbook(bench, -70n),
      [{ kind: 'wallet_grant_expiry', where: 'c1 short', expected: '70', found: '0' }],
    ],
    [
      'late usage of before the end: left to the job’s next run',
      (bench) => post(bench, line('late', { price: 5n, occurredAt: new Date(NOW.getTime() - 6 * DAY_MS) })),
      [],
    ],
  ])('B-16: %s', async (_what, plant, expected) => {
    const bench = await granted()
    try {
      await plant(bench)
      expect(await of(bench)).toMatchObject(expected)
    } finally {
      await bench.close()
    }
  })
})
