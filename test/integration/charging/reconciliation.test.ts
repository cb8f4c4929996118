/** Refunds and disputes beside Stripe's own movements, one by one (B-06). */
import { expect, test } from 'vitest'
import { pullBalances } from '../../../worker/reconcile/stripe/pull-balance.ts'
import { readReconciliation } from '../../../worker/reconcile/read-reconciliation.ts'
import { benchOfEach } from './each-bench.ts'
import { type Wallet, addWallet, chargesOf, drain, passTime, settle, signIn, takenFrom } from './support.ts'

const bench = benchOfEach()
const HOUR_MS = 3_600_000

async function reconciled(wallet: Wallet) {
  const actor = {
    kind: 'staff',
    agencyId: wallet.agencyId,
    sessionId: 'any',
    role: 'owner',
    device: 'laptop',
  } as const
  const { charges, reversals, clearing } = await readReconciliation(bench.ctx, actor, {})
  return { charges, reversals, differences: clearing.map(({ difference }) => difference) }
}

const AGREED = { charges: [], reversals: [], differences: ['0'] }

async function deliver(): Promise<void> {
  await bench.stripe.deliverWebhooks()
  await drain(bench)
}

/** A wallet that was reloaded by 50, and told so by Stripe. */
async function reloaded(): Promise<{ wallet: Wallet; charge: string; atStripe: string }> {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await deliver()
  await pullBalances(bench.ctx)
  expect(await reconciled(wallet)).toEqual(AGREED)
  const [charge] = await chargesOf(bench, wallet)
  return { wallet, charge: String(charge?.['id']), atStripe: String(takenFrom(bench, wallet)[0]?.id) }
}

test('B-06 two refunds and a dispute of one charge are each waited for, and each agree once Stripe told of it', async () => {
  const { wallet, charge, atStripe } = await reloaded()
  const staff = await signIn(bench, wallet)
  for (const amount of ['10', '5'])
    await staff('POST', `/clients/client-1/charges/${charge}/refunds`, { amount, reason: 'unused' })
  const { id } = bench.stripe.dispute(atStripe, { amount: 2_000 })
  await deliver()
  const waiting = await reconciled(wallet)
  expect(waiting.differences).toEqual(['-50'])
  expect(
    waiting.reversals.map(({ what, ledger, stripe, state }) => [what, ledger, stripe, state]).toSorted(),
  ).toEqual([
    ['dispute', '-35', null, 'waiting'],
    ['refund', '-10', null, 'waiting'],
    ['refund', '-5', null, 'waiting'],
  ])
  expect(waiting.reversals.map(({ reference }) => reference)).toContain(id)
  await pullBalances(bench.ctx)
  expect(await reconciled(wallet)).toEqual(AGREED)
  // Won: the money is back on both sides, the fee stays gone on both.
  bench.stripe.closeDispute(id, 'won')
  await deliver()
  expect((await reconciled(wallet)).reversals).toMatchObject([
    { reference: id, ledger: '-15', stripe: '-35', state: 'waiting' },
  ])
  await pullBalances(bench.ctx)
  expect(await reconciled(wallet)).toEqual(AGREED)
})

test('B-06 a dispute that the books never heard of is named, at first as waiting and after three days as not booked', async () => {
  const { wallet, charge, atStripe } = await reloaded()
  const { id } = bench.stripe.dispute(atStripe, { amount: 2_000 })
  bench.stripe.webhooks.queue.length = 0
  await pullBalances(bench.ctx)
  const found = {
    reference: id,
    charge,
    clientId: 'client-1',
    what: null,
    currency: 'USD',
    ledger: null,
    stripe: '-35',
  }
  expect(await reconciled(wallet)).toEqual({
    charges: [],
    reversals: [{ ...found, state: 'waiting' }],
    differences: ['35'],
  })
  bench.at = new Date(bench.at.getTime() + 73 * HOUR_MS)
  expect((await reconciled(wallet)).reversals).toEqual([{ ...found, state: 'unbooked' }])
})

test('B-06 a refund that Stripe knows nothing of is missing after three days; one of another amount differs', async () => {
  const { wallet, charge } = await reloaded()
  const staff = await signIn(bench, wallet)
  await staff('POST', `/clients/client-1/charges/${charge}/refunds`, { amount: '10', reason: 'unused' })
  await passTime(bench, 1)
  await pullBalances(bench.ctx)
  expect(await reconciled(wallet)).toEqual(AGREED)
  const change = (sql: string) => bench.ctx.db.writeBatch([{ sql, args: [wallet.agencyId] }])
  await change(`UPDATE charge_reversal SET amount = amount + 1000000000 WHERE agency_id = ?`)
  bench.at = new Date(bench.at.getTime() + 73 * HOUR_MS)
  expect((await reconciled(wallet)).reversals).toMatchObject([
    { what: 'refund', ledger: '-11', stripe: '-10', state: 'differs' },
  ])
  await change(
    `UPDATE charge_reversal SET amount = amount - 1000000000, ref = 're_unheard' WHERE agency_id = ?`,
  )
  expect(
    (await reconciled(wallet)).reversals
      .map(({ ledger, stripe, state }) => [ledger, stripe, state])
      .toSorted(),
  ).toEqual([
    [null, '-10', 'unbooked'],
    ['-10', null, 'missing'],
  ])
})
