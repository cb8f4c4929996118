/** On demand: what was used is charged at once; what is too small to charge accumulates (W8, CE-08, CE-11). */
import { describe, expect, test } from 'vitest'
import { sweepCharges } from '../../../worker/charging/sweep.ts'
import type { FaultKind } from '../../../dev/stripe/faults.ts'
import { benchOfEach } from './each-bench.ts'
import {
  type Wallet,
  accountsOf,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  crashing,
  drain,
  owe,
  passTime,
  settle,
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

const onDemand = (options: { method?: string; currency?: string } = {}) =>
  addWallet(bench, { mode: 'onDemand', ...options })

async function use(wallet: Wallet, amount: string, currency = 'USD'): Promise<void> {
  await owe(bench, wallet, amount, currency)
  await settle(bench.ctx, wallet)
  await drain(bench)
}

test('W8 CE-08 CE-11 5,250 credits at 0.01 are 52.50, charged at once; 20 credits are 0.20 and wait for company', async () => {
  const wallet = await onDemand({ currency: 'EUR' })
  await use(wallet, '52.50', 'EUR')
  expect(takenFrom(bench, wallet).map(({ amount, currency }) => [amount, currency])).toEqual([[5_250, 'eur']])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  await use(wallet, '0.20', 'EUR')
  await use(wallet, '0.20', 'EUR')
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('0.40'))
  await use(wallet, '0.20', 'EUR')
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([5_250, 60])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await brokenBooks(bench)).toEqual([])
})

test('W8 CE-08 CE-11 a debit from Germany pays only what was used: 52.50 for a fee of 0.35, when the bank has it', async () => {
  const wallet = await onDemand({ currency: 'EUR', method: 'pm_success_de' })
  await use(wallet, '52.50', 'EUR')
  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({ state: 'processing', amount: usd('52.5'), purpose: 'usage' })
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('52.5'))
  await passTime(bench, 24)
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
  bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([5_250])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await accountsOf(bench, wallet)).toMatchObject({ 'fees:stripe': usd('0.35') })
})

test.each([
  ['USD', '0.123456789', 10_000_000n],
  ['EUR', '0.333333333', 10_000_000n],
  ['JPY', '12.3456789', 1_000_000_000n],
  ['KWD', '0.123456789', 10_000_000n],
] as const)(
  'CE-11 %s: Σ charged + residual = Σ rated, the residual below one unit that can be charged',
  async (currency, price, grain) => {
    const wallet = await onDemand({ currency })
    for (let event = 0; event < 25; event += 1) await use(wallet, price, currency)
    await passTime(bench, 1)
    const minor = currency === 'KWD' ? 1_000_000n : currency === 'JPY' ? 1_000_000_000n : 10_000_000n
    const charged = takenFrom(bench, wallet).reduce((sum, { amount }) => sum + BigInt(amount) * minor, 0n)
    const residual = await balanceOf(bench, wallet, 'receivables')
    expect(charged + residual).toBe(usd(price) * 25n)
    expect(charged > 0n && charged % grain === 0n).toBe(true)
    expect(await brokenBooks(bench)).toEqual([])
  },
)

describe('the failure matrix, on demand', () => {
  const faults: (FaultKind | 'nothing')[] = [
    'nothing',
    'hangUpAfterSuccess',
    'hangUpBeforeWork',
    'webhookBeforeAnswer',
    'status409',
    'status429',
    'status500BeforeWork',
    'status500AfterWork',
    'doubleWebhook',
    'loseWebhook',
  ]
  test.each(faults)('%s', async (kind) => {
    const wallet = await onDemand()
    if (kind !== 'nothing') bench.stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind })
    await use(wallet, '20.005')
    await passTime(bench, 2, async () => void (await bench.stripe.deliverWebhooks()))
    await expectPaid(wallet)
  })

  test('an outage of 25 hours', async () => {
    const wallet = await onDemand()
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    await use(wallet, '20.005')
    await passTime(bench, 25)
    bench.stripe.faults.clear()
    await passTime(bench, 2)
    await expectPaid(wallet)
  })

  test.each([1, 2, 3, 4].flatMap((write) => (['before', 'after'] as const).map((when) => ({ write, when }))))(
    'a process that dies at write $write, $when',
    async ({ write, when }) => {
      const wallet = await onDemand()
      await owe(bench, wallet, '20.005')
      const quietly = async (work: Promise<unknown>) => void (await work.catch(() => undefined))
      await quietly(settle(crashing(bench.ctx, write, when), wallet))
      await quietly(drain(bench, crashing(bench.ctx, write, when)))
      await quietly(sweepCharges(crashing(bench.ctx, write, when)))
      bench.queue.length = 0
      await passTime(bench, 3)
      await expectPaid(wallet)
    },
  )

  test('a decline: still owed, the client marked, an hour later one more try', async () => {
    const wallet = await onDemand({ method: 'pm_card_visa_chargeDeclinedInsufficientFunds' })
    await use(wallet, '20.005')
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('20.005'))
    await use(wallet, '1')
    expect(await chargesOf(bench, wallet)).toHaveLength(1)
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await passTime(bench, 2)
    expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([2_100])
    expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('0.005'))
  })

  test('authentication required: asked once, kept, and taken once when the client confirms', async () => {
    const wallet = await onDemand({ method: 'pm_card_authenticationRequired' })
    await use(wallet, '20.005')
    await passTime(bench, 48, async () => void (await bench.stripe.deliverWebhooks()))
    const [charge, ...more] = await chargesOf(bench, wallet)
    expect(more).toEqual([])
    expect(charge).toMatchObject({ state: 'actionRequired' })
    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await stripePost(bench, `/v1/payment_intents/${String(charge?.['provider_ref'])}/confirm`, {
      payment_method: wallet.methodId,
    })
    await passTime(bench, 2, async () => void (await bench.stripe.deliverWebhooks()))
    await expectPaid(wallet)
  })

  test('an outage of 25 hours that swallowed the answer of a payment', async () => {
    const wallet = await onDemand()
    bench.stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'hangUpAfterSuccess' })
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    await use(wallet, '20.005')
    bench.stripe.webhooks.queue.length = 0
    await passTime(bench, 25)
    bench.stripe.faults.clear()
    await passTime(bench, 2)
    await expectPaid(wallet)
  })

  test('a hundred usages at the same moment: never two charges on the way, and none twice', async () => {
    const wallet = await onDemand()
    await Promise.all(Array.from({ length: 100 }, () => use(wallet, '0.1')))
    await passTime(bench, 1)
    const taken = takenFrom(bench, wallet).reduce((sum, { amount }) => sum + amount, 0)
    expect(BigInt(taken) * 10_000_000n + (await balanceOf(bench, wallet, 'receivables'))).toBe(usd('10'))
    expect(await brokenBooks(bench)).toEqual([])
  })
})

async function expectPaid(wallet: Wallet): Promise<void> {
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([2_000])
  expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['succeeded'])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('0.005'))
  expect(await accountsOf(bench, wallet)).toMatchObject({
    'stripe:clearing': usd('19.12'),
    'fees:stripe': usd('0.88'),
  })
  expect(await brokenBooks(bench)).toEqual([])
}
