/** Between agencies of one deployment: nobody sees another's customers, and a connected account is charged directly. */
import { expect, test } from 'vitest'
import { benchOfEach } from './each-bench.ts'
import {
  type Wallet,
  addWallet,
  balanceOf,
  chargesOf,
  drain,
  passTime,
  rows,
  settle,
  signIn,
  stripePost,
  usd,
} from './support.ts'

const bench = benchOfEach()

const BACK = { returnUrl: 'https://agency.example/thanks' }
const forgetCustomer = (wallet: Wallet) =>
  bench.ctx.db.writeBatch([
    { sql: 'DELETE FROM payment_customer WHERE agency_id = ?', args: [wallet.agencyId] },
  ])

test('agencies that share a Stripe account search and link nothing; alone, an agency finds its own', async () => {
  const wallet = await addWallet(bench)
  await forgetCustomer(wallet)
  const staff = await signIn(bench, wallet)
  const { id } = await stripePost(bench, '/v1/customers', { name: 'Joe', email: 'joe@pizza.example' })
  expect((await staff('GET', '/payment-customers?email=joe@pizza.example')).json).toEqual({
    customers: [{ id, name: 'Joe', email: 'joe@pizza.example' }],
  })
  const other = await addWallet(bench)
  const asked = bench.stripe.requests.length
  for (const answer of [
    await staff('GET', `/payment-customers?id=${other.customerId}`),
    await staff('GET', '/payment-customers?email=joe@pizza.example'),
    await staff('GET', '/payment-customers?name=client-1'),
    await staff('PUT', '/clients/client-1/payment-customer', { customerId: id }),
  ]) {
    expect(answer).toMatchObject({ status: 409, json: { code: 'shared_account' } })
    expect(answer.json['detail']).toContain('Connect your own Stripe account')
  }
  expect(bench.stripe.requests).toHaveLength(asked)
})

test("on an account of its own an agency is never shown a customer of another agency's", async () => {
  const wallet = await addWallet(bench)
  const other = await addWallet(bench)
  const staff = await signIn(bench, wallet)
  const on = async (form: Record<string, string>) => {
    const answer = await fetch(`${bench.stripe.url}/v1/customers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bench.ctx.settings.STRIPE_SECRET_KEY ?? ''}`,
        'stripe-account': 'acct_connected',
      },
      body: new URLSearchParams(form),
    })
    return ((await answer.json()) as { id: string }).id
  }
  const [mine, marked, held] = [
    await on({ name: 'Joe' }),
    await on({ name: 'Joe', 'metadata[rebill_lens_agency]': other.agencyId }),
    await on({ name: 'Joe' }),
  ]
  await bench.ctx.db.writeBatch([
    {
      sql: `INSERT INTO payment_account (agency_id, provider, account, state, updated_at) VALUES (?, 'stripe', 'acct_connected', 'connected', 0)`,
      args: [wallet.agencyId],
    },
    {
      sql: `UPDATE payment_customer SET account = 'acct_connected', customer_id = ? WHERE agency_id = ?`,
      args: [held, other.agencyId],
    },
  ])
  expect((await staff('GET', '/payment-customers?name=Joe')).json['customers']).toMatchObject([{ id: mine }])
  for (const foreign of [marked, held]) {
    expect((await staff('GET', `/payment-customers?id=${foreign}`)).json['customers']).toEqual([])
    expect(await staff('PUT', '/clients/client-1/payment-customer', { customerId: foreign })).toMatchObject({
      status: 400,
      json: { code: 'invalid_request' },
    })
  }
})

test('CB-02 an agency connects its own account: stored, charged there, and stopped with the reason when it withdraws', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await addWallet(bench)
  await forgetCustomer(wallet)
  const owner = await signIn(bench, wallet, 'owner')
  const connect = await owner('POST', '/agency/stripe/connect', BACK)
  const again = await owner('POST', '/agency/stripe/connect', BACK)
  const account = String(connect.json['account'])
  expect(again.json).toEqual(connect.json)
  expect(connect.json['url']).toContain(account)
  expect((await owner('GET', '/agency/stripe')).json).toEqual({ account, state: 'onboarding' })
  // Making accounts is not in the trimmed description that the others are checked against.
  bench.stripe.clearRequests()
  bench.stripe.tellOfAccount(account, 'account.updated')
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect((await owner('GET', '/agency/stripe')).json).toEqual({ account, state: 'connected' })

  const link = await owner('POST', '/clients/client-1/payment-method', BACK)
  bench.stripe.completeCheckout(/cs_test_\w+/.exec(String(link.json['url']))?.[0] ?? '', 'pm_card_visa')
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await drain(bench)
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(bench.stripe.succeededCharges(account).map(({ amount }) => amount)).toEqual([5_000])
  expect(bench.stripe.succeededCharges()).toEqual([])
  const paid = bench.stripe.requests.filter(({ path }) => path === '/v1/payment_intents')
  expect(paid.map((request) => request.account)).toEqual([account])
  expect(await chargesOf(bench, wallet)).toMatchObject([{ account, state: 'succeeded' }])
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))

  bench.stripe.tellOfAccount(account, 'account.application.deauthorized')
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect((await owner('GET', '/agency/stripe')).json).toEqual({ account, state: 'deauthorized' })
  expect(await owner('POST', '/clients/client-1/top-ups', { amount: '20' })).toMatchObject({
    status: 409,
    json: { code: 'stripe_disconnected' },
  })
  await bench.ctx.db.writeBatch([
    { sql: 'UPDATE client_balance SET balance = 1 WHERE agency_id = ?', args: [wallet.agencyId] },
  ])
  expect(await settle(bench.ctx, wallet)).toBe(0)
  await passTime(bench, 2)
  expect(await chargesOf(bench, wallet)).toHaveLength(1)
  expect(bench.log.some((line) => line.includes('deauthorized'))).toBe(true)
  const audit = await rows(
    bench,
    `SELECT action FROM audit_log WHERE agency_id = ? AND action LIKE 'stripe.%' ORDER BY id`,
    [wallet.agencyId],
  )
  expect(audit.map(({ action }) => action)).toEqual([
    'stripe.onboarding',
    'stripe.connected',
    'stripe.deauthorized',
  ])
})

test("a webhook of one account says nothing of another account's charge", async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  const [charge] = await chargesOf(bench, wallet)
  const { settleCharge } = await import('../../../worker/charging/settle.ts')
  const key = { agencyId: wallet.agencyId, chargeId: String(charge?.['id']) }
  const word = { kind: 'succeeded', ref: 'pi_x', amount: usd('50'), fee: 0n } as const
  expect(await settleCharge(bench.ctx, key, 'acct_connected', word, 'webhook')).toBe('unknownCharge')
})
