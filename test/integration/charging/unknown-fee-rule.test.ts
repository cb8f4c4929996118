/** An agency whose fee rule this build does not know: nothing is guessed in its place, and nothing is held up. */
import { expect, test } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { settleCharge } from '../../../worker/charging/settle.ts'
import { evaluateLosses } from '../../../worker/notify/evaluate.ts'
import { benchOfEach } from './each-bench.ts'
import {
  accountsOf,
  addWallet,
  brokenBooks,
  chargesOf,
  drain,
  rows,
  settle,
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()
const LONG_AGO = new Date('2026-01-01T00:00:00Z')

test('a charge is settled all the same, no fee is guessed, the real one is booked', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  const [charge] = await chargesOf(bench, wallet)
  const key = { agencyId: wallet.agencyId, chargeId: String(charge?.['id']) }
  await bench.ctx.db.writeBatch([
    { sql: `UPDATE agency SET fee_rule_id = 'stripe.of.another.build' WHERE id = ?`, args: [key.agencyId] },
  ])
  bench.queue.length = 0
  const made = await stripePost(bench, '/v1/payment_intents', {
    amount: '5000',
    currency: 'usd',
    customer: wallet.customerId,
    payment_method: wallet.methodId,
    confirm: 'true',
    'metadata[rebill_lens_agency]': key.agencyId,
    'metadata[rebill_lens_charge]': key.chargeId,
  })
  const word = { kind: 'succeeded', ref: made.id, amount: usd('50'), fee: null } as const
  expect(await settleCharge(bench.ctx, key, '', word, 'answer')).toBe('settled')
  expect(await chargesOf(bench, wallet)).toMatchObject([
    { state: 'succeeded', fee: null, fee_is_estimate: 1n },
  ])
  expect(await accountsOf(bench, wallet)).toMatchObject({ wallets: -usd('55'), 'stripe:clearing': usd('50') })
  expect(await accountsOf(bench, wallet)).not.toHaveProperty('fees:stripe')
  expect(bench.log.filter((line) => line.startsWith('error fee_rule_unknown'))).toEqual([
    expect.stringContaining('stripe.of.another.build'),
  ])
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(await chargesOf(bench, wallet)).toMatchObject([{ fee: usd('1.75'), fee_is_estimate: 0n }])
  expect(await accountsOf(bench, wallet)).toMatchObject({
    'stripe:clearing': usd('48.25'),
    'fees:stripe': usd('1.75'),
  })
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await brokenBooks(bench)).toEqual([])
})

test('B-02 claims no losing top-up where the fee rule is none that this build knows, and says so', async () => {
  for (const id of ['known', 'unknown']) {
    await seedAgency(bench.ctx.db, { id }, LONG_AGO)
    await seedClient(
      bench.ctx.db,
      id,
      {
        id: 'c1',
        reload: { threshold: usd('5'), amount: usd('10') },
        services: {
          'sms.outbound': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '1.05' } },
        },
      },
      LONG_AGO,
    )
  }
  await bench.ctx.db.writeBatch([
    `UPDATE agency SET fee_rule_id = 'stripe.of.another.build' WHERE id = 'unknown'`,
  ])
  await evaluateLosses(bench.ctx, { kind: 'all' })
  expect(await rows(bench, 'SELECT agency_id, kind FROM alert')).toEqual([
    { agency_id: 'known', kind: 'reloadLoses' },
  ])
  expect(bench.log.filter((line) => line.includes('fee_rule_unknown'))).toEqual([
    'error fee_rule_unknown {"agencyId":"unknown","feeRule":"stripe.of.another.build"}',
  ])
})
