/** Clients that pay outside of Stripe (B-13, CB-02); what is held back (B-12); saved methods; reload up to a target. */
import { describe, expect, test } from 'vitest'
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { setService } from '../../../worker/pricing/set-service.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import { benchOfEach } from './each-bench.ts'
import { AFTER_NOVEMBER, addPostpaid, atStripe, closeMonth, invoicesOf, use } from './postpaid-bench.ts'
import {
  accountsOf,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  owe,
  passTime,
  rows,
  settle,
  signIn,
  stripePost,
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

test('B-13 CB-02 a client that pays by bank transfer is switched to our ledger without Stripe: usage draws its wallet, staff book payments, nothing is ever charged', async () => {
  const wallet = { agencyId: 'outside-1', clientId: 'client-1', customerId: '', methodId: '' }
  await seedAgency(bench.ctx.db, { id: wallet.agencyId }, bench.at)
  await seedClient(bench.ctx.db, wallet.agencyId, { id: wallet.clientId }, bench.at)
  const owner = await signIn(bench, wallet, 'owner')
  const staff = await signIn(bench, wallet)
  const actor = {
    kind: 'staff',
    agencyId: wallet.agencyId,
    sessionId: `session-${wallet.agencyId}-owner`,
    role: 'owner',
    device: 'laptop',
  } as const
  const toLedger = () =>
    setService(bench.ctx, actor, {
      clientId: wallet.clientId,
      service: 'email.outbound',
      request: { billedBy: 'ledger', multiplier: '2', version: 0, crmRebillingConfirmedOff: true },
      intent: null,
    })
  await expect(toLedger()).rejects.toMatchObject({ code: 'no_payment_method' })
  const outside = '/clients/client-1/outside-payment'
  expect(await staff('PUT', outside, { outside: true })).toMatchObject({ status: 403 })
  expect(await owner('PUT', outside, { outside: true })).toMatchObject({
    status: 200,
    json: { outside: true },
  })
  await toLedger()
  await staff('POST', '/clients/client-1/payments', { amount: '100', reference: 'RF18 5390' })
  bench.at = new Date(bench.at.getTime() + 60_000)
  const [posted] = await recordUsage(bench.ctx, wallet.agencyId, [
    {
      source: 'mail',
      system: 'mail',
      account: 'client-1',
      agencyId: wallet.agencyId,
      clientId: 'client-1',
      id: 'm1',
      service: 'email.outbound',
      quantity: '1000',
      occurredAt: bench.at.toISOString(),
      receivedAt: bench.at.toISOString(),
      ownTime: true,
      repeatWindowDays: 3,
      unitCost: '0.06',
      estimated: false,
      attributes: {},
    },
  ])
  expect(posted?.outcome).toBe('posted')
  expect(await balanceOf(bench, wallet)).toBe(-usd('20'))
  expect(await settle(bench.ctx, wallet)).toBe(0)
  await passTime(bench, 3)
  const later = await signIn(bench, wallet)
  expect(await later('POST', '/clients/client-1/top-ups', { amount: '50' })).toMatchObject({
    status: 409,
    json: { code: 'no_payment_method' },
  })
  await later('POST', '/clients/client-1/payments', { amount: '70.5', reference: 'RF18 5391' })
  expect(await balanceOf(bench, wallet)).toBe(usd('50.5'))
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('170.5') })
  expect((await chargesOf(bench, wallet)).map(({ provider }) => provider)).toEqual(['manual', 'manual'])
  expect(bench.stripe.requests).toEqual([])
  expect(await brokenBooks(bench)).toEqual([])
})

test('a client with a card that begins to pay outside is not charged any more; with a card again it is', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  const owner = await signIn(bench, wallet, 'owner')
  await owner('PUT', '/clients/client-1/outside-payment', { outside: true })
  expect(await settle(bench.ctx, wallet)).toBe(0)
  await passTime(bench, 2)
  expect(takenFrom(bench, wallet)).toEqual([])
  const again = await signIn(bench, wallet, 'owner')
  const chosen = await again('PUT', '/clients/client-1/payment-methods/default', {
    methodId: wallet.methodId,
  })
  expect(chosen.json).toMatchObject({ isDefault: true })
  await again('PUT', '/clients/client-1/reload', { enabled: true, threshold: '10', amount: '50' })
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  expect(await rows(bench, `SELECT provider FROM payment_customer`)).toEqual([{ provider: 'stripe' }])
})

test('CB-02 a post-paid client outside Stripe has an invoice of its own, paid by a transfer that names it', async () => {
  bench.at = new Date('2026-11-20T12:00:00Z')
  const wallet = await addPostpaid(bench, { customer: false })
  const owner = await signIn(bench, wallet, 'owner')
  await owner('PUT', '/clients/client-1/outside-payment', { outside: true })
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  await closeMonth(bench)
  const [invoice] = await invoicesOf(bench, wallet)
  expect(invoice).toMatchObject({ collection: 'outside', total: usd('90') })
  const staff = await signIn(bench, wallet)
  const payments = '/clients/client-1/payments'
  const invoiceId = String(invoice?.['id'])
  expect(await staff('POST', payments, { amount: '89', reference: 'R1', invoiceId })).toMatchObject({
    status: 400,
  })
  expect(await staff('POST', payments, { amount: '90', reference: 'R1', invoiceId })).toMatchObject({
    status: 200,
  })
  expect(await staff('POST', payments, { amount: '90', reference: 'R1', invoiceId })).toMatchObject({
    status: 409,
  })
  expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'succeeded', provider_ref: 'R1' }])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('90') })
  expect(bench.stripe.requests).toEqual([])
})

test('B-13 CB-02 an invoice that somebody marks as paid outside in Stripe is booked from the bank, once, and given back by hand', async () => {
  bench.at = new Date('2026-11-20T12:00:00Z')
  const wallet = await addPostpaid(bench)
  await bench.ctx.db.writeBatch([
    { sql: 'UPDATE payment_customer SET method_id = NULL WHERE agency_id = ?', args: [wallet.agencyId] },
  ])
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  await closeMonth(bench)
  const [invoice] = atStripe(bench, wallet)
  await stripePost(bench, `/v1/invoices/${String(invoice?.id)}/pay`, { paid_out_of_band: 'true' })
  for (const hour of [1, 12]) {
    await bench.stripe.deliverWebhooks()
    await drain(bench)
    await passTime(bench, hour)
  }
  const [charge, ...more] = await chargesOf(bench, wallet)
  expect(more).toEqual([])
  expect(charge).toMatchObject({ state: 'succeeded', provider: 'manual', provider_ref: invoice?.id, fee: 0n })
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(0n)
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('90'), receivables: 0n })
  expect(await accountsOf(bench, wallet)).not.toHaveProperty('stripe:clearing')
  const staff = await signIn(bench, wallet)
  const path = `/clients/client-1/charges/${String(charge?.['id'])}/refunds`
  expect((await staff('POST', path, { amount: '40', reason: 'wrong' })).status).toBe(200)
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('50'), receivables: usd('40') })
  expect(bench.stripe.requests.filter((one) => one.path === '/v1/refunds')).toEqual([])
  expect(await brokenBooks(bench)).toEqual([])
})

test('B-13 an invoice that was declined and is then marked as paid outside in Stripe is booked from the bank too', async () => {
  bench.at = new Date('2026-11-20T12:00:00Z')
  const wallet = await addPostpaid(bench, { method: 'pm_card_visa_chargeDeclinedInsufficientFunds' })
  await use(bench, wallet, '1000', '2026-11-05T10:00:00Z')
  await closeMonth(bench, AFTER_NOVEMBER, 0.4)
  expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'failed' }])
  const [invoice] = atStripe(bench, wallet)
  await stripePost(bench, `/v1/invoices/${String(invoice?.id)}/pay`, { paid_out_of_band: 'true' })
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await passTime(bench, 48)
  expect(await chargesOf(bench, wallet)).toMatchObject([{ state: 'succeeded', provider: 'manual', fee: 0n }])
  expect(await accountsOf(bench, wallet)).toMatchObject({ bank: usd('90'), receivables: 0n })
  expect(takenFrom(bench, wallet)).toEqual([])
  expect(await brokenBooks(bench)).toEqual([])
})

test('B-12 hold-back: a share of the top-ups of the last days cannot be used, and is free after', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  const owner = await signIn(bench, wallet, 'owner')
  await owner('PUT', '/agency/hold-back', { percent: 20, days: 120 })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await owner('POST', '/clients/client-1/payments', { amount: '10', reference: 'by hand' })
  const funds = async (amount: string) =>
    (await (await signIn(bench, wallet))('GET', `/clients/client-1/funds?amount=${amount}`)).json
  expect(await funds('55')).toMatchObject({ balance: '65', heldBack: '10', allowed: true })
  expect(await funds('55.01')).toMatchObject({ allowed: false, reason: 'wallet_empty' })
  const [charge] = await chargesOf(bench, wallet)
  await owner('POST', `/clients/client-1/charges/${String(charge?.['id'])}/refunds`, {
    amount: '25',
    reason: 'x',
  })
  expect(await funds('1')).toMatchObject({ balance: '40', heldBack: '5' })
  await owner('PUT', '/clients/client-1/hold-back', { percent: 100, days: 10 })
  expect(await funds('1')).toMatchObject({ heldBack: '25' })
  bench.at = new Date(bench.at.getTime() + 10 * 86_400_000)
  expect(await funds('40')).toMatchObject({ heldBack: '0', allowed: true })
})

test('CB-09 several methods: listed, one chosen, one removed; nothing is charged on a removed one', async () => {
  const wallet = await addWallet(bench, { balance: '20' })
  const other = bench.stripe.giveMethod(wallet.customerId, 'pm_card_mastercard')
  const staff = await signIn(bench, wallet)
  const methods = '/clients/client-1/payment-methods'
  const list = async () => (await staff('GET', methods)).json['methods']
  expect(await list()).toMatchObject([
    { id: other, label: 'Mastercard ···· 4444', isDefault: false },
    { id: wallet.methodId, isDefault: true },
  ])
  await staff('PUT', `${methods}/default`, { methodId: other })
  expect(await list()).toMatchObject([{ id: other, isDefault: true }, { isDefault: false }])
  await staff('POST', '/clients/client-1/top-ups', { amount: '25' })
  expect(takenFrom(bench, wallet).map(({ payment_method }) => payment_method)).toEqual([other])
  expect(await staff('POST', `${methods}/remove`, { methodId: other })).toMatchObject({ status: 200 })
  expect(await list()).toMatchObject([{ id: wallet.methodId, isDefault: false }])
  expect(await staff('POST', '/clients/client-1/top-ups', { amount: '25' })).toMatchObject({
    json: { code: 'no_payment_method' },
  })
  const stranger = await addWallet(bench)
  expect(await staff('PUT', `${methods}/default`, { methodId: stranger.methodId })).toMatchObject({
    status: 404,
  })
})

describe('a reload up to a target', () => {
  test.each([
    // threshold 10, target 60, least 25
    ['9.995', '50.01', '60.005'],
    ['-40', '100', '60'],
    ['9.99', '50.01', '60'],
  ])('from %s: one charge of %s', async (balance, charge, lands) => {
    const wallet = await addWallet(bench, { balance })
    const staff = await signIn(bench, wallet)
    const asked = { enabled: true, threshold: '10', amount: '25', target: '60' }
    expect((await staff('PUT', '/clients/client-1/reload', asked)).json).toMatchObject({ target: '60' })
    await drain(bench)
    await passTime(bench, 1)
    expect((await chargesOf(bench, wallet)).map(({ amount }) => amount)).toEqual([usd(charge)])
    expect(await balanceOf(bench, wallet)).toBe(usd(lands))
  })

  test('the target lies above the threshold; a cap cuts the charge down and rests', async () => {
    const wallet = await addWallet(bench, { balance: '-40' })
    const staff = await signIn(bench, wallet)
    const set = (more: object) =>
      staff('PUT', '/clients/client-1/reload', {
        enabled: true,
        threshold: '10',
        amount: '25',
        target: '60',
        ...more,
      })
    expect(await set({ target: '10' })).toMatchObject({ status: 400 })
    await set({ chargeCap: '40.5' })
    await drain(bench)
    expect(await balanceOf(bench, wallet)).toBe(usd('0.5'))
    expect(await rows(bench, 'SELECT reason FROM reload_pause')).toEqual([{ reason: 'chargeCap' }])
  })
})

test('what a client on demand still owes is charged after a switch to prepaid (CE-01), once, and the wallet is left alone', async () => {
  const wallet = await addWallet(bench, { mode: 'onDemand', balance: '20' })
  await owe(bench, wallet, '20.005')
  await bench.ctx.db.writeBatch([
    { sql: `UPDATE client SET billing_mode = 'prepaid' WHERE agency_id = ?`, args: [wallet.agencyId] },
  ])
  await passTime(bench, 1)
  expect(takenFrom(bench, wallet).map(({ amount }) => amount)).toEqual([2_000])
  expect(await balanceOf(bench, wallet, 'receivables')).toBe(usd('0.005'))
})
