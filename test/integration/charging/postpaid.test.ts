/** Post-paid: a month becomes one invoice, paid once, corrected by credit notes (MO-01, MO-03, MO-06, MO-09). */
import { beforeEach, expect, test } from 'vitest'
import { closePeriod } from '../../../worker/corrections/close-period.ts'
import { voidUsage } from '../../../worker/corrections/void-usage.ts'
import { bookFees } from '../../../worker/schedule/book-fees.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { forgetTerms } from '../../../worker/pricing/load-terms.ts'
import { issueInvoices } from '../../../worker/charging/issue-invoices.ts'
import { benchOfEach } from './each-bench.ts'
import {
  AFTER_NOVEMBER,
  addPostpaid,
  atStripe,
  closeMonth,
  invoicesOf,
  linesOf,
  use,
} from './postpaid-bench.ts'
import {
  accountsOf,
  balanceOf,
  brokenBooks,
  chargesOf,
  owe,
  passTime,
  rows,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()
beforeEach(() => {
  bench.at = new Date('2026-11-20T12:00:00Z')
})

test('MO-01 W14 1,234 SMS at 0.09 are one invoice of 111.06 at the end of the local month, paid once', async () => {
  const wallet = await addPostpaid(bench)
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  await use(bench, wallet, '234', '2026-11-19T10:00:00Z')
  bench.at = new Date('2026-12-01T04:59:00Z')
  expect(await issueInvoices(bench.ctx)).toBe(0)
  await closeMonth(bench)
  await closeMonth(bench, new Date('2026-12-05T00:00:00Z'))
  expect(await linesOf(bench, wallet)).toEqual([['SMS: 1,234 messages', usd('111.06')]])
  expect(await invoicesOf(bench, wallet)).toMatchObject([
    { state: 'issued', total: usd('111.06'), collection: 'charge', number: expect.stringMatching(/-0001$/) },
  ])
  expect(atStripe(bench, wallet)).toMatchObject([{ status: 'paid', total: 11_106, auto_advance: false }])
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([11_106])
  expect(await chargesOf(bench, wallet)).toMatchObject([
    { state: 'succeeded', purpose: 'invoice', fee: usd('3.52'), fee_is_estimate: 0n },
  ])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await accountsOf(bench, wallet)).toMatchObject({
    'stripe:clearing': usd('107.54'),
    'revenue:custom.sms': -usd('111.06'),
  })
  expect(await brokenBooks(bench)).toEqual([])
  expect(await checkLedger(bench.ctx)).toMatchObject({ findingsTotal: 0 })
})

test('MO-03 late usage is in the next invoice; by booking date it is what came, whenever it was used', async () => {
  const late = await addPostpaid(bench)
  const booked = await addPostpaid(bench)
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO invoice_settings (agency_id, cut_off, collection, days_until_due, language) VALUES (?, 'booking', 'charge', 14, 'de')`,
      args: [booked.agencyId],
    },
  ])
  for (const wallet of [late, booked]) await use(bench, wallet, '100', '2026-11-10T10:00:00Z')
  bench.at = new Date('2026-12-01T01:00:00Z')
  // Used in November, booked in December, before the invoice is made.
  for (const wallet of [late, booked]) await use(bench, wallet, '10', '2026-11-30T20:00:00Z')
  await closeMonth(bench)
  bench.at = new Date('2026-12-03T00:00:00Z')
  for (const wallet of [late, booked]) await use(bench, wallet, '20', '2026-11-29T20:00:00Z')
  for (const wallet of [late, booked]) await use(bench, wallet, '50', '2026-12-02T20:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  expect((await invoicesOf(bench, late)).map(({ total }) => total)).toEqual([usd('9.9'), usd('6.3')])
  expect((await invoicesOf(bench, booked)).map(({ total }) => total)).toEqual([usd('9'), usd('7.2')])
  expect(await linesOf(bench, booked)).toEqual([
    ['SMS: 100 Nachrichten', usd('9')],
    ['SMS: 80 Nachrichten', usd('7.2')],
  ])
  for (const wallet of [late, booked]) expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
})

test('MO-09 usage is taken back before it is invoiced; after that only by a line of the next invoice', async () => {
  const wallet = await addPostpaid(bench)
  const take = (id: string, onlyIfOpen: boolean) =>
    voidUsage(bench.ctx, { kind: 'system', job: 'test' }, wallet.agencyId, { source: 'shop', id, onlyIfOpen })
  const kept = await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  const taken = await use(bench, wallet, '500', '2026-11-06T10:00:00Z')
  expect(await take(taken, true)).toMatchObject({ outcome: 'posted' })
  await closeMonth(bench)
  expect(await linesOf(bench, wallet)).toEqual([['SMS: 1,000 messages', usd('90')]])

  // The month is not closed, but the invoice has it.
  bench.at = new Date('2026-12-10T12:00:00Z')
  await expect(take(kept, true)).rejects.toMatchObject({ code: 'period_closed' })
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await take(kept, false)).toMatchObject({ outcome: 'posted' })
  expect(await take(kept, false)).toMatchObject({ outcome: 'duplicate' })
  await use(bench, wallet, '1100', '2026-12-09T10:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  expect((await invoicesOf(bench, wallet)).map(({ total }) => total)).toEqual([usd('90'), usd('9')])
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([9_000, 900])
  expect(await checkLedger(bench.ctx)).toMatchObject({ findingsTotal: 0 })
})

test('late usage of a closed month is rated with that month and is in the next invoice; the first one stays', async () => {
  const tiers = [
    { upTo: '100', unitPrice: '0.10' },
    { upTo: null, unitPrice: '0.01' },
  ]
  const wallet = await addPostpaid(bench, {
    services: { 'custom.sms': { kind: 'tiers', mode: 'graduated', tiers } },
  })
  await use(bench, wallet, '80', '2026-11-10T10:00:00Z')
  await closeMonth(bench)
  const owner = {
    kind: 'staff',
    agencyId: wallet.agencyId,
    sessionId: 'any',
    role: 'owner',
    device: 'laptop',
  } as const
  await closePeriod(bench.ctx, owner, '2026-11')
  const first = [['SMS: 80 messages', usd('8')]]
  expect(await linesOf(bench, wallet)).toEqual(first)
  bench.at = new Date('2026-12-10T12:00:00Z')
  // November has 120 now: 20 more at 0.10 and 20 at 0.01. December begins at the first tier again.
  await use(bench, wallet, '40', '2026-11-30T20:00:00Z')
  await use(bench, wallet, '10', '2026-12-09T10:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  expect(await linesOf(bench, wallet)).toEqual([...first, ['SMS: 50 messages', usd('3.2')]])
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([800, 320])
  expect(await checkLedger(bench.ctx)).toMatchObject({ findingsTotal: 0 })
})

test('MO-06 MO-05 base, set-up and conditional fees are lines of their own; the set-up fee once only', async () => {
  const wallet = await addPostpaid(bench, {
    services: {
      'custom.sms': { kind: 'unitPrice', unitPrice: '0.09' },
      'plan.base': { kind: 'recurring', price: '30', every: 'month', onlyIfActive: false },
      'plan.setup': { kind: 'setupFee', price: '49' },
      'plan.active': { kind: 'recurring', price: '1', every: 'month', onlyIfActive: true },
    },
  })
  await use(bench, wallet, '100', '2026-11-10T10:00:00Z')
  bench.at = new Date('2026-12-01T00:30:00Z')
  await bookFees(bench.ctx)
  await closeMonth(bench)
  bench.at = new Date('2027-01-01T00:30:00Z')
  await bookFees(bench.ctx)
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  const [first, second] = atStripe(bench, wallet).map(({ lines }) =>
    lines.data.map(({ description, amount }) => [String(description).split(':')[0], amount]),
  )
  expect(first).toEqual([
    ['SMS', 900],
    ['plan active', 100],
    // October was agreed from 02:00 in Berlin on, 743 of its 745 hours: 30 × 743 ÷ 745 + 30, cut down.
    ['plan base', 5_991],
    ['plan setup', 4_900],
  ])
  expect(second).toEqual([['plan base', 3_000]])
  expect(takenFrom(bench, wallet)).toHaveLength(2)
  expect(await balanceOf(bench, wallet, 'receivables')).toBeLessThan(10_000_000n)
})

test.each([
  ['EUR', '0.003333333', 10_000_000n],
  ['JPY', '0.777777777', 1_000_000_000n],
  ['KWD', '0.012345678', 10_000_000n],
] as const)(
  'X %s: Σ charged + residual = Σ rated over months; lines sum to the total',
  async (currency, unitPrice, grain) => {
    const services = Object.fromEntries(
      ['a.one', 'b.two', 'c.three'].map((name) => [name, { kind: 'unitPrice', unitPrice }] as const),
    )
    const wallet = await addPostpaid(bench, { currency, services })
    for (const [month, at] of [
      ['2026-11', '2026-12-01T06:00:00Z'],
      ['2026-12', '2027-01-01T06:00:00Z'],
      ['2027-01', '2027-02-01T06:00:00Z'],
    ] as const) {
      bench.at = new Date(`${month}-20T12:00:00Z`)
      for (const service of Object.keys(services))
        await use(bench, wallet, '511', `${month}-10T10:00:00Z`, service)
      await closeMonth(bench, new Date(at))
    }
    const rated = usd(unitPrice) * 511n * 9n
    const charged = (await chargesOf(bench, wallet)).map((row) => {
      expect(row['state']).toBe('succeeded')
      return row['amount'] as bigint
    })
    expect(charged).toHaveLength(3)
    const residual = await balanceOf(bench, wallet, 'receivables')
    expect(charged.reduce((sum, amount) => sum + amount, 0n) + residual).toBe(rated)
    expect(residual >= 0n && residual < grain).toBe(true)
    for (const row of await rows(
      bench,
      `SELECT i.total, (SELECT sum(amount) FROM invoice_line l WHERE l.agency_id = i.agency_id AND l.invoice_id = i.id) AS sum
       FROM invoice i WHERE agency_id = ?`,
      [wallet.agencyId],
    ))
      expect(row['sum']).toBe(row['total'])
  },
)

test('what is below the minimum waits for the next invoice, with its own lines; partner mode is never charged', async () => {
  const small = await addPostpaid(bench)
  const partner = await addPostpaid(bench, { mode: 'partner' })
  for (const wallet of [small, partner]) await use(bench, wallet, '5', '2026-11-10T10:00:00Z')
  await closeMonth(bench)
  bench.at = new Date('2026-12-10T06:00:00Z')
  for (const wallet of [small, partner]) await use(bench, wallet, '5', '2026-12-09T10:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  expect((await invoicesOf(bench, small)).map(({ state, total }) => [state, total])).toEqual([
    ['carried', 0n],
    ['issued', usd('0.9')],
  ])
  expect(await linesOf(bench, small)).toEqual([['SMS: 10 messages', usd('0.9')]])
  expect(await invoicesOf(bench, partner)).toEqual([])
  expect(takenFrom(bench, partner)).toEqual([])
  expect(await balanceOf(bench, partner, 'receivables')).toBe(0n)
})

test('an advance by bank transfer lowers the next invoice; and is a line of it', async () => {
  const wallet = await addPostpaid(bench)
  await use(bench, wallet, '1000', '2026-11-10T10:00:00Z')
  await owe(bench, wallet, '-30', 'EUR')
  await closeMonth(bench)
  expect(await linesOf(bench, wallet)).toEqual([
    ['SMS: 1,000 messages', usd('90')],
    ['Carried over from before', -usd('30')],
  ])
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([6_000])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
})

test('a switch to on demand: the old month is invoiced, then only the new usage is charged at once', async () => {
  const wallet = await addPostpaid(bench)
  await use(bench, wallet, '100', '2026-11-10T10:00:00Z')
  const at = BigInt(bench.at.getTime())
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO billing_mode (agency_id, client_id, valid_from, mode) VALUES (?, ?, ?, 'onDemand')`,
      args: [wallet.agencyId, wallet.clientId, at],
    },
    { sql: `UPDATE client SET billing_mode = 'onDemand' WHERE agency_id = ?`, args: [wallet.agencyId] },
    { sql: 'UPDATE agency SET price_version = price_version + 1 WHERE id = ?', args: [wallet.agencyId] },
  ])
  bench.at = new Date('2026-11-21T12:00:00Z')
  forgetTerms(wallet.agencyId)
  await use(bench, wallet, '1000', '2026-11-21T11:00:00Z')
  await passTime(bench, 2)
  expect(takenFrom(bench, wallet)).toEqual([])
  await closeMonth(bench, AFTER_NOVEMBER, 3)
  // One invoice with both: the usage of before, and what came since as carried over.
  const taken = takenFrom(bench, wallet).reduce((sum, { amount }) => sum + amount, 0)
  expect(taken).toBe(9_900)
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await brokenBooks(bench)).toEqual([])
})

test('a suspended client, and one whose agency has disconnected Stripe, wait; the first invoice after that has it all', async () => {
  const suspended = await addPostpaid(bench)
  const cutOff = await addPostpaid(bench)
  const set = (sql: string, agencyId: string) => bench.ctx.db.writeBatch([{ sql, args: [agencyId] }])
  for (const wallet of [suspended, cutOff]) await use(bench, wallet, '100', '2026-11-10T10:00:00Z')
  await set('UPDATE client SET suspended = 1 WHERE agency_id = ?', suspended.agencyId)
  await set(
    `INSERT INTO payment_account (agency_id, provider, account, state, updated_at) VALUES (?, 'stripe', '', 'deauthorized', 0)`,
    cutOff.agencyId,
  )
  await closeMonth(bench)
  expect(await chargesOf(bench, suspended)).toEqual([])
  expect(await chargesOf(bench, cutOff)).toEqual([])
  await set('UPDATE client SET suspended = 0 WHERE agency_id = ?', suspended.agencyId)
  await set('DELETE FROM payment_account WHERE agency_id = ?', cutOff.agencyId)
  bench.at = new Date('2026-12-10T12:00:00Z')
  for (const wallet of [suspended, cutOff]) await use(bench, wallet, '50', '2026-12-09T10:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
  for (const wallet of [suspended, cutOff]) {
    const taken = takenFrom(bench, wallet).reduce((sum, { amount }) => sum + amount, 0)
    expect(taken).toBe(1_350)
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  }
})
