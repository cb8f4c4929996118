/** A wallet below its threshold is reloaded by one off-session payment, credited once, with its fee (HL-05, HL-06, CB-09, X-08). */
import { describe, expect, test } from 'vitest'
import { reloadAmount } from '../../../worker/charging/reload-amount.ts'
import { benchOfEach } from './each-bench.ts'
import {
  accountsOf,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  move,
  passTime,
  rows,
  settle,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

test('HL-06 below the threshold: one payment with our key, credited once by answer and webhook, fee booked', async () => {
  const wallet = await addWallet(bench, { balance: '9.99' })
  expect(await settle(bench.ctx, wallet)).toBe(1)
  await drain(bench)
  await bench.stripe.deliverWebhooks()
  await drain(bench)

  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({
    state: 'succeeded',
    purpose: 'reload',
    amount: usd('50'),
    fee: usd('1.75'),
    fee_is_estimate: 0n,
  })
  expect(await balanceOf(bench, wallet)).toBe(usd('59.99'))
  expect(await accountsOf(bench, wallet)).toMatchObject({
    wallets: -usd('59.99'),
    'stripe:clearing': usd('48.25'),
    'fees:stripe': usd('1.75'),
  })
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  const sent = bench.stripe.requests.find(
    ({ path, params }) => path === '/v1/payment_intents' && params['customer'] === wallet.customerId,
  )
  expect(sent).toMatchObject({
    idempotencyKey: `reload:${String(charge?.['id'])}:1`,
    version: '2026-10-28.endive',
    params: {
      amount: '5000',
      currency: 'usd',
      off_session: 'true',
      confirm: 'true',
      payment_method: wallet.methodId,
    },
  })
  expect(await rows(bench, `SELECT event_id FROM payment_inbox WHERE state = 'received'`)).toEqual([])
  expect(await brokenBooks(bench)).toEqual([])
})

test('at the threshold, suspended, switched off, paused or without a method: nothing is charged', async () => {
  const at = await addWallet(bench, { balance: '10' })
  const off = await addWallet(bench, { balance: '1' })
  const suspended = await addWallet(bench, { balance: '1' })
  const paused = await addWallet(bench, { balance: '1' })
  const bare = await addWallet(bench, { balance: '1' })
  const partner = await addWallet(bench, { balance: '1', mode: 'partner' })
  await bench.ctx.db.writeBatch([
    { sql: 'UPDATE reload_settings SET enabled = 0 WHERE agency_id = ?', args: [off.agencyId] },
    { sql: 'UPDATE client SET suspended = 1 WHERE agency_id = ?', args: [suspended.agencyId] },
    { sql: 'UPDATE payment_customer SET method_id = NULL WHERE agency_id = ?', args: [bare.agencyId] },
    {
      sql: `INSERT INTO reload_pause (agency_id, client_id, until, reason, tries, first_try_at) VALUES (?, 'client-1', NULL, 'methodDead', 1, 0)`,
      args: [paused.agencyId],
    },
  ])
  for (const wallet of [at, off, suspended, paused, bare, partner]) {
    expect(await settle(bench.ctx, wallet)).toBe(0)
    expect(await chargesOf(bench, wallet)).toEqual([])
  }
})

describe('the reload table, decided in SQL as in the pure function', () => {
  test.each([
    { balance: '9.99' },
    { balance: '10' },
    { balance: '-40' },
    { balance: '-90' },
    { balance: '-429.80' },
    { balance: '-429.80', inFlight: '50' },
    { balance: '-379.80' },
    { balance: '-429.80', chargeCap: '100' },
    { balance: '-429.80', chargeCap: '120' },
    { balance: '-90', monthCap: '100' },
    { balance: '-90', monthCap: '40' },
    { balance: '-90', chargeCap: '50', monthCap: '100' },
    { balance: '9.995', target: '100' },
    { balance: '9.99', target: '12' },
    { balance: '-90.123456789', target: '60' },
    { balance: '-90', inFlight: '30', target: '60' },
    { balance: '-90', chargeCap: '70.01', target: '60' },
    { balance: '-90', monthCap: '49.99', target: '60' },
  ])('%o', async ({ balance, inFlight, chargeCap, monthCap, target }) => {
    const wallet = await addWallet(bench, {
      balance,
      ...(chargeCap === undefined ? {} : { chargeCap }),
      ...(monthCap === undefined ? {} : { monthCap }),
    })
    if (target !== undefined) {
      await bench.ctx.db.writeBatch([
        {
          sql: 'UPDATE reload_settings SET target = ? WHERE agency_id = ?',
          args: [usd(target), wallet.agencyId],
        },
      ])
    }
    if (inFlight !== undefined) {
      await bench.ctx.db.writeBatch([
        {
          sql: `INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
                  idempotency_key, fee_is_estimate, sends, created_at)
                VALUES (?, 'flying', 'client-1', 'topUp', ?, 'USD', 'processing', 'stripe', '', 'c', ?, 0, 1, 0)`,
          args: [wallet.agencyId, usd(inFlight), `topUp:${wallet.agencyId}`],
        },
      ])
    }
    const pure = reloadAmount({
      balance: usd(balance),
      inFlight: usd(inFlight ?? '0'),
      threshold: usd('10'),
      amount: usd('50'),
      target: target === undefined ? null : { amount: usd(target), grain: 10_000_000n },
      chargeCap: chargeCap === undefined ? null : usd(chargeCap),
      monthLeft: monthCap === undefined ? null : usd(monthCap),
    })
    await settle(bench.ctx, wallet)
    const reloads = (await chargesOf(bench, wallet)).filter((row) => row['purpose'] === 'reload')
    expect(reloads.map((row) => row['amount'])).toEqual(pure.charge === 0n ? [] : [pure.charge])
    const pauses = await rows(bench, 'SELECT reason FROM reload_pause WHERE agency_id = ?', [wallet.agencyId])
    expect(pauses.map((row) => row['reason'])).toEqual(pure.stoppedBy === null ? [] : [pure.stoppedBy])
    // Asked again, nothing more comes, and the stop is not said again.
    const before = bench.log.filter((line) => line.includes('reload_capped')).length
    expect(await settle(bench.ctx, wallet)).toBe(0)
    expect(bench.log.filter((line) => line.includes('reload_capped')).length).toBe(before)
    bench.queue.length = 0
  })
})

test('X-08 a hundred debits at the threshold at once: one reload, and it lands above', async () => {
  const wallet = await addWallet(bench, { balance: '10' })
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      await move(bench, wallet, '-0.01')
      await settle(bench.ctx, wallet)
      await drain(bench)
    }),
  )
  await passTime(bench, 1)
  expect(await balanceOf(bench, wallet)).toBe(usd('59'))
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([5_000])
  expect(await brokenBooks(bench)).toEqual([])
})

test('X-08 a hundred wishes for the same gap at once: one charge', async () => {
  const wallet = await addWallet(bench, { balance: '-40' })
  const prepared = await Promise.all(Array.from({ length: 100 }, () => settle(bench.ctx, wallet)))
  expect(prepared.reduce((sum, n) => sum + n, 0)).toBe(1)
  await drain(bench)
  await passTime(bench, 1)
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([10_000])
  expect(await balanceOf(bench, wallet)).toBe(usd('60'))
})
