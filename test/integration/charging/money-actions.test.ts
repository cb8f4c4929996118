/** What staff do with money by hand: top-up, manual payment, reload settings. Each once per key, audited, refused with a reason. */
import { expect, test } from 'vitest'
import { benchOfEach } from './each-bench.ts'
import { addPostpaid, use } from './postpaid-bench.ts'
import {
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

test('HL-16 a top-up is charged at once, credited once, and answered with its state', async () => {
  const wallet = await addWallet(bench, { balance: '20' })
  const staff = await signIn(bench, wallet)
  const answer = await staff('POST', '/clients/client-1/top-ups', { amount: '25' }, 'one')
  expect(answer).toMatchObject({
    status: 200,
    json: { state: 'succeeded', amount: '25', fee: '1.03', purpose: 'topUp' },
  })
  const again = await staff('POST', '/clients/client-1/top-ups', { amount: '25' }, 'one')
  expect(again.json).toEqual(answer.json)
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await staff('POST', '/clients/client-1/top-ups', { amount: '26' }, 'one')).toMatchObject({
    status: 422,
    json: { code: 'idempotency_key_reused' },
  })
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet)).toBe(usd('45'))
  const audit = await rows(bench, 'SELECT action, actor FROM audit_log WHERE agency_id = ? ORDER BY id', [
    wallet.agencyId,
  ])
  expect(audit).toEqual([
    { action: 'charge.requested', actor: `staff:laptop:session-${wallet.agencyId}-staff` },
    { action: 'charge.succeeded', actor: 'system:charging.answer' },
  ])
})

test('HL-16 W5 a client pays 25.00 in advance and uses it up, to the last 0.001375', async () => {
  const wallet = await addPostpaid(bench, {
    mode: 'prepaid',
    currency: 'USD',
    // 0.00675 at 1.5x
    services: { 'email.outbound': { kind: 'unitPrice', unitPrice: '0.010125' } },
  })
  const staff = await signIn(bench, wallet)
  const paid = await staff('POST', '/clients/client-1/top-ups', { amount: '25' })
  expect(paid.json).toMatchObject({ state: 'succeeded' })
  const at = bench.at.toISOString()
  await use(bench, wallet, '1000', at, 'email.outbound')
  expect(await balanceOf(bench, wallet)).toBe(usd('14.875'))
  await use(bench, wallet, '1469', at, 'email.outbound')
  expect(await balanceOf(bench, wallet)).toBe(usd('0.001375'))
  const funds = await staff('GET', '/clients/client-1/funds?amount=0.010125')
  expect(funds.json).toMatchObject({ allowed: false, reason: 'wallet_empty', balance: '0.001375' })
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await brokenBooks(bench)).toEqual([])
})

test('ten clicks with one key at the same moment: one top-up', async () => {
  const wallet = await addWallet(bench, { balance: '20' })
  const staff = await signIn(bench, wallet)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => staff('POST', '/clients/client-1/top-ups', { amount: '25' }, 'same')),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
  await passTime(bench, 1)
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet)).toBe(usd('45'))
})

test('a top-up whose answer is lost is found; until then another one is refused', async () => {
  const wallet = await addWallet(bench, { balance: '20' })
  const staff = await signIn(bench, wallet)
  bench.stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'hangUpAfterSuccess' })
  expect((await staff('POST', '/clients/client-1/top-ups', { amount: '25' })).json).toMatchObject({
    state: 'sent',
  })
  expect(await staff('POST', '/clients/client-1/top-ups', { amount: '25' })).toMatchObject({
    status: 409,
    json: { code: 'charge_in_flight' },
  })
  await passTime(bench, 1)
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet)).toBe(usd('45'))
})

test('refusals name the field and change nothing', async () => {
  const wallet = await addWallet(bench, { balance: '20' })
  const bare = await addWallet(bench, { balance: '20' })
  await bench.ctx.db.writeBatch([
    { sql: 'UPDATE payment_customer SET method_id = NULL WHERE agency_id = ?', args: [bare.agencyId] },
  ])
  const staff = await signIn(bench, wallet)
  const viewer = await signIn(bench, wallet, 'viewer')
  const other = await signIn(bench, bare)
  const topUps = '/clients/client-1/top-ups'
  const problems = [
    await staff('POST', topUps, { amount: '0.49' }),
    await staff('POST', topUps, { amount: '25.001' }),
    await staff('POST', topUps, { amount: '1000000' }),
    await staff('POST', topUps, { amount: 25 }),
    await staff('POST', topUps, { amount: '25' }, null),
    await staff('POST', '/clients/nobody/top-ups', { amount: '25' }),
    await viewer('POST', topUps, { amount: '25' }),
    await other('POST', topUps, { amount: '25' }),
    await other('PUT', '/clients/client-1/reload', { enabled: true, threshold: '10', amount: '50' }),
    await staff('PUT', '/clients/client-1/reload', {
      enabled: true,
      threshold: '10',
      amount: '50',
      chargeCap: '49',
    }),
  ]
  expect(problems.map(({ status, json }) => [status, json['code']])).toEqual([
    [400, 'invalid_request'],
    [400, 'invalid_request'],
    [400, 'invalid_request'],
    [400, 'invalid_request'],
    [400, 'idempotency_key_missing'],
    [404, 'not_found'],
    [403, 'role_forbids'],
    [409, 'no_payment_method'],
    [409, 'no_payment_method'],
    [400, 'invalid_request'],
  ])
  expect(problems[0]?.json['errors']).toEqual([{ field: 'amount', reason: 'at least 0.5 USD' }])
  expect(await chargesOf(bench, wallet)).toEqual([])
  expect(await rows(bench, 'SELECT 1 FROM audit_log')).toEqual([])
})

test('B-13 CB-02 a bank transfer is booked by hand, without Stripe, once per reference', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  const staff = await signIn(bench, wallet)
  const payments = '/clients/client-1/payments'
  const booked = await staff('POST', payments, { amount: '119.01', reference: 'RF18 5390 0754' })
  expect(booked).toMatchObject({
    status: 200,
    json: { state: 'succeeded', provider: 'manual', reference: 'RF18 5390 0754', fee: '0', purpose: 'topUp' },
  })
  expect(await staff('POST', payments, { amount: '119.01', reference: 'rf18  5390 0754' })).toMatchObject({
    status: 409,
    json: { code: 'payment_booked_before' },
  })
  expect(await balanceOf(bench, wallet)).toBe(usd('124.01'))
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('119.01'), wallets: -usd('124.01') })
  expect(await settle(bench.ctx, wallet)).toBe(0)
  expect(bench.stripe.requests.filter(({ path }) => path === '/v1/payment_intents')).toEqual([])
  expect(await brokenBooks(bench)).toEqual([])
})

test('a bank transfer of a client who pays afterwards lowers what is owed', async () => {
  const wallet = await addWallet(bench, { mode: 'postpaid' })
  const staff = await signIn(bench, wallet)
  await staff('POST', '/clients/client-1/payments', { amount: '30', reference: 'R1' })
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(-usd('30'))
  expect(await brokenBooks(bench)).toEqual([])
})

test('CB-09 new reload settings end a rest after a decline and act at once', async () => {
  const wallet = await addWallet(bench, { balance: '5', method: 'pm_card_visa_chargeDeclinedLostCard' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await passTime(bench, 48)
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
  bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
  const staff = await signIn(bench, wallet)
  const set = await staff('PUT', '/clients/client-1/reload', {
    enabled: true,
    threshold: '20',
    amount: '30',
    monthCap: '300',
  })
  expect(set.json).toEqual({
    enabled: true,
    threshold: '20',
    amount: '30',
    target: null,
    chargeCap: null,
    monthCap: '300',
  })
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('35'))
  // A form that does not know caps does not take them away; null does.
  const same = { enabled: true, threshold: '20', amount: '30' }
  expect((await staff('PUT', '/clients/client-1/reload', same)).json['monthCap']).toBe('300')
  const none = await staff('PUT', '/clients/client-1/reload', { ...same, monthCap: null })
  expect(none.json['monthCap']).toBeNull()
  const list = await staff('GET', '/clients/client-1/charges?limit=1')
  expect(list.json['charges']).toMatchObject([{ state: 'succeeded', amount: '30' }])
  const rest = await staff('GET', `/clients/client-1/charges?cursor=${String(list.json['nextCursor'])}`)
  expect(rest.json['charges']).toMatchObject([{ state: 'failed', failure: { code: 'lost_card' } }])
})
