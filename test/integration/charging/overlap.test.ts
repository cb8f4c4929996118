/**
 * A sender that falls asleep between two of its calls and wakes beside the one that took over after its lease: both send
 * the same thing, and the idempotency key alone makes it one. What is looked up first was looked up too early.
 */
import { afterEach, expect, test, vi } from 'vitest'
import { issueInvoices } from '../../../worker/charging/issue-invoices.ts'
import { sweepCharges } from '../../../worker/charging/sweep.ts'
import { benchOfEach } from './each-bench.ts'
import { AFTER_NOVEMBER, addPostpaid, atStripe, use } from './postpaid-bench.ts'
import {
  type Wallet,
  addWallet,
  brokenBooks,
  chargesOf,
  drain,
  owe,
  passTime,
  settle,
  takenFrom,
} from './support.ts'

const bench = benchOfEach()
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Holds the first POST to a path of Stripe's until it is woken. */
function sleepBefore(path: string): { reached: Promise<void>; wake(): void } {
  const [reached, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const send = globalThis.fetch
  let hasSlept = false
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (!hasSlept && init?.method === 'POST' && pathname === path) {
      hasSlept = true
      reached.resolve()
      await woken.promise
    }
    return send(input, init)
  })
  return { reached: reached.promise, wake: woken.resolve }
}

/** A charge was prepared: one process sends it and falls asleep, the sweep of another sends it ten minutes later. */
async function sendTwice(path: string): Promise<void> {
  const sleeper = sleepBefore(path)
  const first = drain(bench)
  await sleeper.reached
  bench.at = new Date(bench.at.getTime() + 10 * 60_000)
  await sweepCharges(bench.ctx)
  sleeper.wake()
  await first
  await passTime(bench, 1, async () => void (await bench.stripe.deliverWebhooks()))
  await drain(bench)
}

async function expectTakenOnce(wallet: Wallet, amount: number): Promise<void> {
  expect(takenFrom(bench, wallet).map((charge) => charge.amount)).toEqual([amount])
  expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['succeeded'])
  expect(await brokenBooks(bench)).toEqual([])
}

test('prepaid: one payment', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await sendTwice('/v1/payment_intents')
  await expectTakenOnce(wallet, 5_000)
})

test('on demand: one payment', async () => {
  const wallet = await addWallet(bench, { mode: 'onDemand' })
  await owe(bench, wallet, '20.005')
  await settle(bench.ctx, wallet)
  await sendTwice('/v1/payment_intents')
  await expectTakenOnce(wallet, 2_000)
})

test('post-paid: one invoice, one payment', async () => {
  bench.at = new Date('2026-11-20T12:00:00Z')
  const wallet = await addPostpaid(bench)
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  bench.at = AFTER_NOVEMBER
  await issueInvoices(bench.ctx)
  await sendTwice('/v1/invoices')
  await expectTakenOnce(wallet, 9_000)
  expect(atStripe(bench, wallet)).toMatchObject([{ status: 'paid', total: 9_000 }])
})
