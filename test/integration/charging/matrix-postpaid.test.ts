/**
 * The failure matrix for invoices: at each of the calls that an invoice takes, whatever goes wrong, the client pays once
 * (or, after a decline, never) and the books say what Stripe says.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import type { FaultKind } from '../../../dev/stripe/faults.ts'
import { issueInvoices } from '../../../worker/charging/issue-invoices.ts'
import { sweepCharges } from '../../../worker/charging/sweep.ts'
import { benchOfEach } from './each-bench.ts'
import { AFTER_NOVEMBER, addPostpaid, atStripe, closeMonth, invoicesOf, use } from './postpaid-bench.ts'
import {
  type Wallet,
  accountsOf,
  balanceOf,
  brokenBooks,
  chargesOf,
  crashing,
  drain,
  passTime,
  rows,
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()
beforeEach(() => {
  bench.at = new Date('2026-11-20T12:00:00Z')
})

async function owing(method?: string): Promise<Wallet> {
  const wallet = await addPostpaid(bench, method === undefined ? {} : { method })
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  return wallet
}

async function expectPaidOnce(wallet: Wallet): Promise<void> {
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([9_000])
  expect(atStripe(bench, wallet).filter(({ status }) => status !== 'void')).toMatchObject([
    { status: 'paid', total: 9_000 },
  ])
  expect(await chargesOf(bench, wallet)).toMatchObject([
    { state: 'succeeded', fee: usd('2.91'), fee_is_estimate: 0n, next_try_at: null },
  ])
  expect(await invoicesOf(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await accountsOf(bench, wallet)).toMatchObject({
    'stripe:clearing': usd('87.09'),
    'fees:stripe': usd('2.91'),
  })
  expect(await brokenBooks(bench)).toEqual([])
  expect(await rows(bench, `SELECT * FROM payment_inbox WHERE state IN ('received', 'failed')`)).toEqual([])
}

const STEPS: [string, RegExp][] = [
  ['make', /^\/v1\/invoices$/],
  ['lines', /add_lines$/],
  ['finalize', /finalize$/],
  ['pay', /pay$/],
]
const FAULTS: FaultKind[] = [
  'hangUpAfterSuccess',
  'hangUpBeforeWork',
  'status409',
  'status429',
  'status500BeforeWork',
  'status500AfterWork',
  'webhookBeforeAnswer',
  'doubleWebhook',
  'loseWebhook',
]
describe.each(STEPS)('at %s', (_step, path) => {
  test.each(FAULTS)('%s', async (kind) => {
    const wallet = await owing()
    bench.stripe.faults.add({ method: 'POST', path, kind })
    await closeMonth(bench, AFTER_NOVEMBER, 2)
    await expectPaidOnce(wallet)
  })

  test('an outage of 25 hours that began there, after the call was done', async () => {
    const wallet = await owing()
    bench.stripe.faults.add({ method: 'POST', path, kind: 'hangUpAfterSuccess' })
    bench.at = AFTER_NOVEMBER
    await issueInvoices(bench.ctx)
    await drain(bench)
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    bench.stripe.webhooks.queue.length = 0
    await passTime(bench, 25)
    bench.stripe.faults.clear()
    await passTime(bench, 2, async () => void (await bench.stripe.deliverWebhooks()))
    await expectPaidOnce(wallet)
  })
})

describe('a process that dies at any write', () => {
  const points = [1, 2, 3, 4].flatMap((write) =>
    (['before', 'after'] as const).map((when) => ({ write, when })),
  )
  test.each(points)('write $write, $when', async ({ write, when }) => {
    const wallet = await owing()
    bench.at = AFTER_NOVEMBER
    const quietly = async (work: Promise<unknown>) => void (await work.catch(() => undefined))
    await quietly(issueInvoices(crashing(bench.ctx, write, when)))
    await quietly(drain(bench, crashing(bench.ctx, write, when)))
    await quietly(sweepCharges(crashing(bench.ctx, write, when)))
    bench.queue.length = 0
    await closeMonth(bench, new Date(AFTER_NOVEMBER.getTime() + 3_600_000), 2)
    await expectPaidOnce(wallet)
  })
})

test('ten runs of the job and of the sweep at the same moment: one invoice, one payment', async () => {
  const wallet = await owing()
  bench.at = AFTER_NOVEMBER
  await Promise.all(Array.from({ length: 10 }, () => issueInvoices(bench.ctx)))
  await Promise.all([drain(bench), sweepCharges(bench.ctx), sweepCharges(bench.ctx)])
  await closeMonth(bench, new Date(AFTER_NOVEMBER.getTime() + 3_600_000))
  await expectPaidOnce(wallet)
})

test('a decline: nothing is taken, it stays owed; an hour later the same invoice is paid, and not carried twice', async () => {
  const wallet = await owing('pm_card_visa_chargeDeclinedInsufficientFunds')
  await closeMonth(bench, AFTER_NOVEMBER, 0.4)
  expect(await chargesOf(bench, wallet)).toMatchObject([
    { state: 'failed', failure_code: 'insufficient_funds' },
  ])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('90'))
  bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
  await passTime(bench, 3, async () => void (await bench.stripe.deliverWebhooks()))
  await expectPaidOnce(wallet)
})

test('a hard decline waits for another method; meanwhile the next invoice does not hold it again', async () => {
  const wallet = await owing('pm_card_visa_chargeDeclinedLostCard')
  await closeMonth(bench, AFTER_NOVEMBER, 48)
  bench.at = new Date('2026-12-20T12:00:00Z')
  await use(bench, wallet, '100', '2026-12-19T10:00:00Z')
  await closeMonth(bench, new Date('2027-01-01T06:00:00Z'), 1)
  expect((await chargesOf(bench, wallet)).map(({ state, amount }) => [state, amount])).toEqual([
    ['failed', usd('90')],
    ['failed', usd('9')],
  ])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('99'))
})

test('authentication required: the client confirms the kept payment of the invoice, which is taken once', async () => {
  const wallet = await owing('pm_card_authenticationRequired')
  await closeMonth(bench, AFTER_NOVEMBER, 30)
  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({ state: 'actionRequired', failure_code: 'authentication_required' })
  const pays = bench.stripe.requests.filter(({ path }) => path.endsWith('/pay'))
  expect(pays).toHaveLength(1)
  bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
  await stripePost(bench, `/v1/payment_intents/${String(charge?.['provider_ref'])}/confirm`, {
    payment_method: wallet.methodId,
  })
  await passTime(bench, 1, async () => void (await bench.stripe.deliverWebhooks()))
  await expectPaidOnce(wallet)
})

test('a debit that takes days is booked when it succeeds, once', async () => {
  const wallet = await owing('pm_success_de')
  await closeMonth(bench, AFTER_NOVEMBER, 24)
  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({ state: 'processing' })
  bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await passTime(bench, 2)
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'succeeded', fee: usd('0.35') }])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
})

test('a client without a method is sent the invoice and pays it on its page', async () => {
  const wallet = await owing()
  await bench.ctx.db.writeBatch([
    { sql: 'UPDATE payment_customer SET method_id = NULL WHERE agency_id = ?', args: [wallet.agencyId] },
  ])
  await closeMonth(bench, AFTER_NOVEMBER, 2)
  const [invoice] = atStripe(bench, wallet)
  expect(invoice).toMatchObject({ status: 'open', collection_method: 'send_invoice' })
  expect(await invoicesOf(bench, wallet)).toMatchObject([
    { collection: 'send', url: invoice?.hosted_invoice_url },
  ])
  expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'processing' }])
  await stripePost(bench, `/v1/invoices/${String(invoice?.id)}/pay`, { payment_method: wallet.methodId })
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await passTime(bench, 1)
  await expectPaidOnce(wallet)
})
