/** Refunds and disputes flow back into the wallet by new entries, once, in any order (B-12, X-09). */
import { describe, expect, test } from 'vitest'
import { benchOfEach } from './each-bench.ts'
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
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

async function deliver(): Promise<void> {
  await bench.stripe.deliverWebhooks()
  await drain(bench)
}

/** A wallet of 5 that was reloaded by 50: 55 in it, fee 1.75. */
async function reloaded(): Promise<{ wallet: Wallet; stripeCharge: string }> {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await deliver()
  return { wallet, stripeCharge: String(takenFrom(bench, wallet)[0]?.id) }
}

async function expectBooks(wallet: Wallet, balance: string, clearing: string, fees: string): Promise<void> {
  expect(await balanceOf(bench, wallet)).toBe(usd(balance))
  expect(await accountsOf(bench, wallet)).toMatchObject({
    'stripe:clearing': usd(clearing),
    'fees:stripe': usd(fees),
  })
  // What we hold at Stripe by our books is what Stripe's own balance says.
  const transactions = [
    ...bench.stripe.world.store(bench.stripe.world.ownAccount).balanceTransactions.values(),
  ]
  expect(transactions.reduce((sum, { net }) => sum + BigInt(net), 0n) * 10_000_000n).toBe(usd(clearing))
  expect(await brokenBooks(bench)).toEqual([])
  expect(await rows(bench, `SELECT * FROM payment_inbox WHERE state IN ('received', 'failed')`)).toEqual([])
}

const clientOf = async (wallet: Wallet) =>
  (await rows(bench, 'SELECT payment_state, suspended FROM client WHERE agency_id = ?', [wallet.agencyId]))[0]

test('B-12 a partial and then the full refund: the wallet falls, the fee stays, nothing is reloaded by itself', async () => {
  const { wallet, stripeCharge } = await reloaded()
  await stripePost(bench, '/v1/refunds', { charge: stripeCharge, amount: '2000' })
  await deliver()
  await expectBooks(wallet, '35', '28.25', '1.75')
  await stripePost(bench, '/v1/refunds', { charge: stripeCharge })
  await deliver()
  await passTime(bench, 48)
  await expectBooks(wallet, '5', '-1.75', '1.75')
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
})

test('a refund that fails later comes back', async () => {
  const { wallet, stripeCharge } = await reloaded()
  const refund = await stripePost(bench, '/v1/refunds', { charge: stripeCharge, amount: '2000' })
  await deliver()
  const store = bench.stripe.world.store(bench.stripe.world.ownAccount)
  const kept = store.refunds.get(refund.id)
  if (kept === undefined) throw new Error('the stand-in lost the refund')
  kept.status = 'failed'
  bench.stripe.world.emit(
    { store, connected: undefined, requestId: null, idempotencyKey: null },
    'refund.failed',
    kept,
  )
  await deliver()
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  expect(await rows(bench, 'SELECT state, amount FROM charge_reversal')).toEqual([
    { state: 'failed', amount: 0n },
  ])
})

describe.each(['in order', 'doubled', 'reversed', 'only the last'] as const)(
  'webhooks of disputes %s',
  (how) => {
    async function deliverSo(): Promise<void> {
      const { queue } = bench.stripe.webhooks
      if (how === 'doubled') queue.push(...queue.slice())
      if (how === 'reversed') queue.reverse()
      if (how === 'only the last') queue.splice(0, queue.length - 1)
      await deliver()
    }

    test('X-09 lost: the money and the fee are gone, the wallet is below 0 and nothing is charged any more', async () => {
      const { wallet, stripeCharge } = await reloaded()
      const dispute = bench.stripe.dispute(stripeCharge)
      await deliverSo()
      await expectBooks(wallet, '5', '-16.75', '16.75')
      expect(await clientOf(wallet)).toEqual({ payment_state: 'failed', suspended: 1n })
      bench.stripe.closeDispute(dispute.id, 'lost')
      await deliverSo()
      await passTime(bench, 48)
      await expectBooks(wallet, '5', '-16.75', '16.75')
      expect(await chargesOf(bench, wallet)).toHaveLength(1)
      expect(await clientOf(wallet)).toMatchObject({ suspended: 1n })
      expect(await rows(bench, 'SELECT what, state FROM charge_reversal')).toEqual([
        { what: 'dispute', state: 'lost' },
      ])
    })

    test('won: the money is back, the fee is not, the client is charged again', async () => {
      const { wallet, stripeCharge } = await reloaded()
      const dispute = bench.stripe.dispute(stripeCharge)
      await deliverSo()
      bench.stripe.closeDispute(dispute.id, 'won')
      await deliverSo()
      await expectBooks(wallet, '55', '33.25', '16.75')
      expect(await clientOf(wallet)).toEqual({ payment_state: 'ok', suspended: 0n })
    })
  },
)

test('X-09 after a lost dispute staff let the charges go on', async () => {
  const { wallet, stripeCharge } = await reloaded()
  const dispute = bench.stripe.dispute(stripeCharge)
  bench.stripe.closeDispute(dispute.id, 'lost')
  await deliver()
  await passTime(bench, 1)
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
  const staff = await signIn(bench, wallet)
  const path = '/clients/client-1/suspension'
  expect((await staff('PUT', path, { suspended: false })).json).toEqual({ suspended: false })
  expect((await staff('PUT', '/clients/nobody/suspension', { suspended: false })).status).toBe(404)
  await passTime(bench, 1)
  expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
})

test('a refund that is heard of before its payment waits for it', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  bench.stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'hangUpAfterSuccess' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await stripePost(bench, '/v1/refunds', { charge: String(takenFrom(bench, wallet)[0]?.id), amount: '5000' })
  bench.stripe.webhooks.queue.splice(0, bench.stripe.webhooks.queue.length - 2)
  await deliver()
  expect(await balanceOf(bench, wallet)).toBe(usd('5'))
  await passTime(bench, 1)
  await expectBooks(wallet, '5', '-1.75', '1.75')
})

test('thirty words about one dispute at the same moment: booked once', async () => {
  const { wallet, stripeCharge } = await reloaded()
  bench.stripe.dispute(stripeCharge)
  const { queue } = bench.stripe.webhooks
  for (const [i, event] of queue.slice().entries()) {
    for (let copy = 0; copy < 15; copy += 1) queue.push({ ...event, id: `${event.id}${i}x${copy}` })
  }
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await passTime(bench, 1)
  await expectBooks(wallet, '5', '-16.75', '16.75')
})
