/**
 * The failure matrix for prepaid wallets: whatever goes wrong between us, Stripe and the database, one intent takes
 * money once (or, after a decline, never) and the books say what Stripe says.
 */
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../../dev/stripe/faults.ts'
import { settleCharge } from '../../../worker/charging/settle.ts'
import { sweepCharges } from '../../../worker/charging/sweep.ts'
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
  passTime,
  rows,
  settle,
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

const CREATE = { method: 'POST', path: '/v1/payment_intents' } as const

/** How the webhooks of the payment arrive. */
type Hooks = 'delivered' | 'doubled' | 'lost' | 'late' | 'reversed'
const HOOKS: Hooks[] = ['delivered', 'doubled', 'lost', 'late', 'reversed']

async function deliver(hooks: Hooks): Promise<void> {
  const { queue } = bench.stripe.webhooks
  if (hooks === 'lost') queue.length = 0
  if (hooks === 'reversed') queue.reverse()
  if (hooks === 'doubled') queue.push(...queue.slice())
  if (hooks !== 'late') await bench.stripe.deliverWebhooks()
  await drain(bench)
}

async function expectOnePayment(wallet: Wallet): Promise<void> {
  const taken = takenFrom(bench, wallet)
  expect(taken.map(({ amount }) => amount)).toEqual([5_000])
  const charges = await chargesOf(bench, wallet)
  expect(charges.map(({ state }) => state)).toEqual(['succeeded'])
  expect(charges[0]).toMatchObject({
    provider_ref: taken[0]?.payment_intent,
    fee: usd('1.75'),
    fee_is_estimate: 0n,
  })
  expect(charges[0]?.['next_try_at']).toBeNull()
  await expectBooks(wallet, { balance: '55', clearing: '48.25', fees: '1.75' })
  expect(await clientState(wallet)).toBe('ok')
}

async function expectBooks(
  wallet: Wallet,
  { balance, clearing, fees }: Record<'balance' | 'clearing' | 'fees', string>,
) {
  expect(await balanceOf(bench, wallet)).toBe(usd(balance))
  const accounts = await accountsOf(bench, wallet)
  expect(accounts['stripe:clearing'] ?? 0n).toBe(usd(clearing))
  expect(accounts['fees:stripe'] ?? 0n).toBe(usd(fees))
  expect(await brokenBooks(bench)).toEqual([])
  expect(
    await rows(bench, `SELECT event_id, error FROM payment_inbox WHERE state IN ('received', 'failed')`),
  ).toEqual([])
}

const clientState = async (wallet: Wallet) =>
  (await rows(bench, 'SELECT payment_state FROM client WHERE agency_id = ?', [wallet.agencyId]))[0]?.[
    'payment_state'
  ]

describe.each(HOOKS)('webhooks %s', (hooks) => {
  const faults: FaultKind[] = [
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
  test.each(['nothing' as const, ...faults])('%s', async (kind) => {
    const wallet = await addWallet(bench, { balance: '5' })
    if (kind !== 'nothing') bench.stripe.faults.add({ ...CREATE, kind })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver(hooks)
    await passTime(bench, 2, () => deliver(hooks))
    await deliver('delivered')
    await expectOnePayment(wallet)
  })

  test('an outage of 25 hours that began before the first call', async () => {
    const wallet = await addWallet(bench, { balance: '5' })
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await passTime(bench, 25)
    expect(takenFrom(bench, wallet)).toEqual([])
    bench.stripe.faults.clear()
    await passTime(bench, 2, () => deliver(hooks))
    await deliver('delivered')
    await expectOnePayment(wallet)
  })

  test('an outage of 25 hours that swallowed the answer of a payment', async () => {
    const wallet = await addWallet(bench, { balance: '5' })
    bench.stripe.faults.add({ ...CREATE, kind: 'hangUpAfterSuccess' })
    bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
    await settle(bench.ctx, wallet)
    await drain(bench)
    bench.stripe.webhooks.queue.length = 0
    await passTime(bench, 25)
    bench.stripe.faults.clear()
    await passTime(bench, 2, () => deliver(hooks))
    await expectOnePayment(wallet)
  })

  test('a decline: nothing is taken, nothing booked, the client marked; an hour later one more try', async () => {
    const wallet = await addWallet(bench, {
      balance: '5',
      method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver(hooks)
    await passTime(bench, 0.9, () => deliver(hooks))
    expect(await chargesOf(bench, wallet)).toMatchObject([
      { state: 'failed', failure_code: 'insufficient_funds' },
    ])
    expect(await clientState(wallet)).toBe('failed')
    await expectBooks(wallet, { balance: '5', clearing: '0', fees: '0' })

    bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
    await passTime(bench, 2, () => deliver(hooks))
    await deliver('delivered')
    expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['failed', 'succeeded'])
    expect(takenFrom(bench, wallet)).toHaveLength(1)
    await expectBooks(wallet, { balance: '55', clearing: '48.25', fees: '1.75' })
    expect(await clientState(wallet)).toBe('ok')
  })

  test('a hard decline is never tried again by itself', async () => {
    const wallet = await addWallet(bench, { balance: '5', method: 'pm_card_visa_chargeDeclinedLostCard' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver(hooks)
    await passTime(bench, 72, () => deliver(hooks))
    expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'failed', failure_code: 'lost_card' }])
    await expectBooks(wallet, { balance: '5', clearing: '0', fees: '0' })
  })

  test('authentication required: asked once, never in a loop, the payment is kept', async () => {
    const wallet = await addWallet(bench, { balance: '5', method: 'pm_card_authenticationRequired' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver(hooks)
    await passTime(bench, 72, () => deliver(hooks))
    const [charge, ...more] = await chargesOf(bench, wallet)
    expect(more).toEqual([])
    expect(charge).toMatchObject({ state: 'actionRequired', failure_code: 'authentication_required' })
    expect(charge?.['provider_ref']).toMatch(/^pi_/)
    expect(await clientState(wallet)).toBe('actionRequired')
    const asked = bench.stripe.requests.filter(
      ({ method, params }) => method === 'POST' && params['customer'] === wallet.customerId,
    )
    expect(asked).toHaveLength(1)
    await expectBooks(wallet, { balance: '5', clearing: '0', fees: '0' })
  })

  test('a debit that takes days is credited when it succeeds, and only then', async () => {
    const wallet = await addWallet(bench, { balance: '5', method: 'pm_success_de' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await deliver(hooks)
    await passTime(bench, 48, () => deliver(hooks))
    const [charge] = await chargesOf(bench, wallet)
    expect(charge).toMatchObject({ state: 'processing' })
    expect(await balanceOf(bench, wallet)).toBe(usd('5'))
    bench.stripe.succeedProcessing(String(charge?.['provider_ref']))
    await deliver(hooks)
    // The webhook alone brings it; a lost one is made up for by looking, hours later.
    if (hooks !== 'lost' && hooks !== 'late') expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    await passTime(bench, 24, () => deliver(hooks))
    await deliver('delivered')
    expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'succeeded' }])
    await expectBooks(wallet, { balance: '55', clearing: '49.65', fees: '0.35' })
  })
})

describe('a process that dies at any write, before or after it, in the queue or in the sweep', () => {
  const points = Array.from({ length: 8 }, (_, i) => i + 1).flatMap((write) =>
    (['before', 'after'] as const).map((when) => ({ write, when })),
  )
  test.each(points)('write $write, $when', async ({ write, when }) => {
    const wallet = await addWallet(bench, { balance: '5' })
    await untilCrash(() => settle(crashing(bench.ctx, write, when), wallet))
    const dying = crashing(bench.ctx, write, when)
    await untilCrash(() => drain(bench, dying))
    await untilCrash(async () => void (await bench.stripe.deliverWebhooks()))
    await untilCrash(() => drain(bench, crashing(bench.ctx, write, when)))
    bench.at = new Date(bench.at.getTime() + 10 * 60_000)
    await untilCrash(() => sweepCharges(crashing(bench.ctx, write, when)))
    // A healthy process takes over with nothing but the database; the queue's messages are gone.
    bench.queue.length = 0
    await passTime(bench, 3)
    await expectOnePayment(wallet)
  })

  async function untilCrash(work: () => Promise<unknown>): Promise<void> {
    await work().catch(() => undefined)
  }
})

test('two processes send the same charge at the same moment: one payment', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  bench.queue.push(...bench.queue.slice(), ...bench.queue.slice())
  await Promise.all([drain(bench), sweepCharges(bench.ctx), sweepCharges(bench.ctx)])
  await passTime(bench, 1)
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await expectOnePayment(wallet)
})

test('a database that answers nothing though it wrote: one payment', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  for (let lost = 1; lost <= 4; lost += 1) {
    const { db } = bench.ctx
    const deaf = crashing({ ...bench.ctx, db }, lost, 'after')
    await drain(bench, deaf).catch(() => undefined)
    await passTime(bench, 1)
  }
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await expectOnePayment(wallet)
})

test('ten words of success at the same moment: booked once', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await drain(bench, crashing(bench.ctx, 1, 'after'))
  const [charge] = await chargesOf(bench, wallet)
  const key = { agencyId: wallet.agencyId, chargeId: String(charge?.['id']) }
  const word = { kind: 'succeeded', ref: 'pi_same', amount: usd('50'), fee: usd('1.75') } as const
  const told = await Promise.all(
    Array.from({ length: 10 }, () => settleCharge(bench.ctx, key, '', word, 'webhook')),
  )
  expect(told.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'already'), 'settled'])
  await expectBooks(wallet, { balance: '55', clearing: '48.25', fees: '1.75' })
})

test('a fee that Stripe tells later replaces the estimate, by its webhook or by looking', async () => {
  for (const how of ['webhook', 'sweep'] as const) {
    const wallet = await addWallet(bench, { balance: '5' })
    await settle(bench.ctx, wallet)
    const [charge] = await chargesOf(bench, wallet)
    const key = { agencyId: wallet.agencyId, chargeId: String(charge?.['id']) }
    const made = await stripePost(bench, '/v1/payment_intents', {
      amount: '5000',
      currency: 'usd',
      customer: wallet.customerId,
      payment_method: wallet.methodId,
      confirm: 'true',
      'metadata[rebill_lens_agency]': key.agencyId,
      'metadata[rebill_lens_charge]': key.chargeId,
    })
    bench.queue.length = 0
    await bench.ctx.db.writeBatch([
      {
        sql: `UPDATE agency SET fee_rule_id = 'stripe.us.card.international' WHERE id = ?`,
        args: [key.agencyId],
      },
    ])
    await settleCharge(
      bench.ctx,
      key,
      '',
      { kind: 'succeeded', ref: made.id, amount: usd('50'), fee: null },
      'answer',
    )
    expect(await chargesOf(bench, wallet)).toMatchObject([{ fee: usd('2.5'), fee_is_estimate: 1n }])
    if (how === 'webhook') {
      await bench.stripe.deliverWebhooks()
      await drain(bench)
    } else {
      bench.stripe.webhooks.queue.length = 0
      await passTime(bench, 1)
    }
    await expectOnePayment(wallet)
  }
})
