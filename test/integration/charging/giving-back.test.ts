/** What staff give back: refunds and credit notes, each once whatever goes wrong (B-12, MO-09); and what they give up. */
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../../dev/stripe/faults.ts'
import { benchOfEach } from './each-bench.ts'
import { addPostpaid, atStripe, closeMonth, linesOf, use } from './postpaid-bench.ts'
import {
  type Wallet,
  accountsOf,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  passTime,
  rows,
  settle,
  signIn,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

const stripeOf = () => bench.stripe.world.store(bench.stripe.world.ownAccount)
const deliver = async () => {
  await bench.stripe.deliverWebhooks()
  await drain(bench)
}

async function reloaded(): Promise<{ wallet: Wallet; path: string }> {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await deliver()
  const [charge] = await chargesOf(bench, wallet)
  return { wallet, path: `/clients/client-1/charges/${String(charge?.['id'])}` }
}

describe('a refund by staff', () => {
  test('B-12 of a part, and of the rest: never more than is left, once per key, and the wallet falls', async () => {
    const { wallet, path } = await reloaded()
    const staff = await signIn(bench, wallet)
    const asked = { amount: '20', reason: 'unused' }
    expect(await staff('POST', `${path}/refunds`, asked, 'one')).toMatchObject({
      status: 200,
      json: { amount: '20', currency: 'USD' },
    })
    expect((await staff('POST', `${path}/refunds`, asked, 'one')).headers.get('idempotency-replayed')).toBe(
      'true',
    )
    const more = { amount: '30.01', reason: 'too much' }
    expect(await staff('POST', `${path}/refunds`, more)).toMatchObject({
      status: 409,
      json: { code: 'refund_too_much' },
    })
    await deliver()
    expect(await staff('POST', `${path}/refunds`, { amount: '30', reason: 'the rest' })).toMatchObject({
      status: 200,
    })
    expect(await staff('POST', `${path}/refunds`, { amount: '0.01', reason: 'again' })).toMatchObject({
      status: 409,
    })
    await deliver()
    expect([...stripeOf().refunds.values()].map(({ amount }) => amount)).toEqual([2_000, 3_000])
    expect(await balanceOf(bench, wallet)).toBe(usd('5'))
    await passTime(bench, 30, deliver)
    expect(takenFrom(bench, wallet)).toHaveLength(1)
    expect(await brokenBooks(bench)).toEqual([])
  })

  test.each<FaultKind>([
    'hangUpAfterSuccess',
    'hangUpBeforeWork',
    'status409',
    'status429',
    'status500BeforeWork',
    'status500AfterWork',
    'webhookBeforeAnswer',
    'doubleWebhook',
    'loseWebhook',
  ])('%s: one refund', async (kind) => {
    const { wallet, path } = await reloaded()
    const staff = await signIn(bench, wallet)
    bench.stripe.faults.add({ method: 'POST', path: '/v1/refunds', kind })
    await staff('POST', `${path}/refunds`, { amount: '20', reason: 'unused' })
    await passTime(bench, 2, deliver)
    expect([...stripeOf().refunds.values()].map(({ amount }) => amount)).toEqual([2_000])
    expect(await balanceOf(bench, wallet)).toBe(usd('35'))
    expect(await rows(bench, 'SELECT state, next_try_at FROM give_back')).toEqual([
      { state: 'done', next_try_at: null },
    ])
    expect(await brokenBooks(bench)).toEqual([])
  })

  test('an outage of 25 hours that swallowed the answer: one refund', async () => {
    const { wallet, path } = await reloaded()
    const staff = await signIn(bench, wallet)
    bench.stripe.faults.add({ method: 'POST', path: '/v1/refunds', kind: 'hangUpAfterSuccess' })
    await staff('POST', `${path}/refunds`, { amount: '20', reason: 'unused' })
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    bench.stripe.webhooks.queue.length = 0
    await passTime(bench, 25)
    bench.stripe.faults.clear()
    await passTime(bench, 2)
    expect(stripeOf().refunds.size).toBe(1)
    expect(await balanceOf(bench, wallet)).toBe(usd('35'))
  })

  test('ten clicks at the same moment for more than there is: what fits, and no more', async () => {
    const { wallet, path } = await reloaded()
    const staff = await signIn(bench, wallet)
    const ask = { amount: '20', reason: 'unused' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => staff('POST', `${path}/refunds`, ask)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    await passTime(bench, 1, deliver)
    expect(stripeOf().refunds.size).toBe(2)
    expect(await balanceOf(bench, wallet)).toBe(usd('15'))
  })

  test('of money that came by hand goes back by hand: booked from the bank, nothing asked of Stripe', async () => {
    const wallet = await addWallet(bench, { balance: '5' })
    const staff = await signIn(bench, wallet)
    const paid = await staff('POST', '/clients/client-1/payments', { amount: '100', reference: 'R1' })
    const asked = bench.stripe.requests.length
    const path = `/clients/client-1/charges/${String(paid.json['id'])}/refunds`
    expect((await staff('POST', path, { amount: '40', reason: 'wrong' })).status).toBe(200)
    expect(await staff('POST', path, { amount: '61', reason: 'wrong' })).toMatchObject({ status: 409 })
    expect(await balanceOf(bench, wallet)).toBe(usd('65'))
    expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('60') })
    expect(bench.stripe.requests).toHaveLength(asked)
  })
})

describe('MO-09 an invoice is corrected by a credit note, never edited', () => {
  async function invoiced(method?: string) {
    bench.at = new Date('2026-11-20T12:00:00Z')
    const wallet = await addPostpaid(bench, method === undefined ? {} : { method })
    await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
    await closeMonth(bench)
    const staff = await signIn(bench, wallet)
    const [charge] = await chargesOf(bench, wallet)
    return { wallet, staff, path: `/clients/client-1/invoices/${String(charge?.['id'])}/credit-notes` }
  }

  test('paid and refunded: the money goes back, nothing is owed on either side', async () => {
    const { wallet, staff, path } = await invoiced()
    const note = { amount: '9', reason: '100 SMS were not sent', withRefund: true }
    expect((await staff('POST', path, note)).status).toBe(200)
    await deliver()
    await passTime(bench, 1, deliver)
    expect([...stripeOf().creditNotes.values()].map(({ amount }) => amount)).toEqual([900])
    expect([...stripeOf().refunds.values()].map(({ amount }) => amount)).toEqual([900])
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
    expect(await accountsOf(bench, wallet)).toMatchObject({ 'revenue:credits': usd('9') })
    expect(await linesOf(bench, wallet)).toEqual([['SMS: 1,000 messages', usd('90')]])
    const later = await signIn(bench, wallet)
    expect(await later('POST', path, { amount: '81.01', reason: 'x' })).toMatchObject({ status: 409 })
    const { json } = await later('GET', '/clients/client-1/invoices')
    expect(json['invoices']).toMatchObject([
      { total: '90', state: 'succeeded', creditNotes: [{ amount: '9', state: 'done' }] },
    ])
    expect(await brokenBooks(bench)).toEqual([])
  })

  test('paid and kept: it lowers the next invoice', async () => {
    const { wallet, staff, path } = await invoiced()
    await staff('POST', path, { amount: '9', reason: 'goodwill' })
    bench.at = new Date('2026-12-10T12:00:00Z')
    await use(bench, wallet, '1000', '2026-12-09T10:00:00Z')
    await closeMonth(bench, new Date('2027-01-01T06:00:00Z'))
    expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([9_000, 8_100])
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  })

  test('not paid yet: the same invoice is collected for less, answers lost or not', async () => {
    const { wallet, staff, path } = await invoiced('pm_card_visa_chargeDeclinedInsufficientFunds')
    bench.stripe.faults.add({ method: 'POST', path: '/v1/credit_notes', kind: 'hangUpAfterSuccess' })
    await staff('POST', path, { amount: '9', reason: '100 SMS were not sent' })
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await passTime(bench, 8, deliver)
    expect(stripeOf().creditNotes.size).toBe(1)
    expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([8_100])
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
    expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'succeeded', amount: usd('81') }])
    expect(await brokenBooks(bench)).toEqual([])
  })

  test('an invoice line cannot be changed or deleted', async () => {
    const { wallet } = await invoiced()
    for (const sql of [
      'UPDATE invoice_line SET amount = 0 WHERE agency_id = ?',
      'DELETE FROM invoice_line WHERE agency_id = ?',
    ])
      await expect(bench.ctx.db.writeBatch([{ sql, args: [wallet.agencyId] }])).rejects.toThrow('append-only')
  })

  test('an invoice that cannot be collected is given up: void at Stripe, and what it asked for is carried over', async () => {
    const { wallet, staff } = await invoiced('pm_card_visa_chargeDeclinedLostCard')
    const [charge] = await chargesOf(bench, wallet)
    const cancel = `/clients/client-1/charges/${String(charge?.['id'])}/cancel`
    expect(await staff('POST', cancel)).toMatchObject({ status: 200, json: { state: 'canceled' } })
    expect(atStripe(bench, wallet)).toMatchObject([{ status: 'void' }])
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('90'))
  })
})

test('a charge that waits for the client is given up, and the reload is free again', async () => {
  const wallet = await addWallet(bench, { balance: '5', method: 'pm_card_authenticationRequired' })
  const staff = await signIn(bench, wallet)
  await settle(bench.ctx, wallet)
  await drain(bench)
  const [charge] = await chargesOf(bench, wallet)
  const cancel = `/clients/client-1/charges/${String(charge?.['id'])}/cancel`
  expect(await staff('POST', cancel, undefined, null)).toMatchObject({ status: 400 })
  expect(await staff('POST', cancel)).toMatchObject({ status: 200, json: { state: 'canceled' } })
  expect(await staff('POST', cancel)).toMatchObject({ status: 409, json: { code: 'charge_settled' } })
  expect(stripeOf().paymentIntents.get(String(charge?.['provider_ref']))?.status).toBe('canceled')
  bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
  const reload = { enabled: true, threshold: '10', amount: '50' }
  expect((await staff('PUT', '/clients/client-1/reload', reload)).status).toBe(200)
  await passTime(bench, 1, deliver)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
})
