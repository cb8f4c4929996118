/** Charging with an agency's own key: everything of its clients runs with it, and nothing of anybody else's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripeSignature } from '../../../dev/stripe/webhooks.ts'
import { pullBalances } from '../../../worker/reconcile/stripe/pull-balance.ts'
import { addPostpaid, closeMonth, use } from './postpaid-bench.ts'
import {
  BACK,
  addOwn,
  askedWith,
  deliver,
  enterCard,
  fakeKey,
  fakeSecret,
  giveKey,
  giveSecretsKey,
  openAccount,
  ownerOf,
  setKey,
} from './own-key-bench.ts'
import {
  type Bench,
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  move,
  rows,
  settle,
  signIn,
  startBench,
  usd,
} from './support.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
  giveSecretsKey(bench)
})
afterEach(() => bench.close())

const at_s = () => Math.floor(bench.at.getTime() / 1000)
const post = (agencyId: string, body: string, secret: string | null) =>
  fetch(`${bench.hookUrl}/${agencyId}`, {
    method: 'POST',
    body,
    headers: secret === null ? {} : { 'stripe-signature': stripeSignature(body, secret, at_s()) },
  })
const eventOf = (id: string, object: string, type = 'payment_intent.succeeded', more: object = {}) =>
  JSON.stringify({ id, object: 'event', type, data: { object: { id: object } }, ...more })
const inboxOf = (object: string) =>
  rows(bench, 'SELECT agency_id, state FROM payment_inbox WHERE object_id = ? ORDER BY agency_id', [object])

test('a reload, its webhook, a refund, a dispute and the balance: all with the own key, no account named, booked once', async () => {
  const own = await addOwn(bench)
  const { wallet, account } = own
  bench.stripe.clearRequests()
  await move(bench, wallet, '5')
  await settle(bench.ctx, wallet)
  await drain(bench)
  await deliver(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({ account, state: 'succeeded' })
  const path = `/clients/client-1/charges/${String(charge?.['id'])}/refunds`
  expect(await own.owner('POST', path, { amount: '10', reason: 'unused' })).toMatchObject({ status: 200 })
  await deliver(bench)
  bench.stripe.dispute(String(bench.stripe.succeededCharges(account)[0]?.id), { amount: 1_500 })
  await deliver(bench)
  await pullBalances(bench.ctx)
  expect(await balanceOf(bench, wallet)).toBe(usd('30'))
  expect(bench.stripe.succeededCharges(account)).toHaveLength(1)
  expect(bench.stripe.requests.length).toBeGreaterThan(5)
  for (const asked of bench.stripe.requests) {
    expect(asked, asked.path).toMatchObject({ keyAccount: account, account: null })
  }
  const moved = await rows(bench, 'SELECT DISTINCT account, agency_id FROM provider_transaction', [])
  expect(moved).toEqual([{ account, agency_id: wallet.agencyId }])
  expect(await brokenBooks(bench)).toEqual([])
})

test('a post-paid month: invoiced, paid and credited with the own key', async () => {
  const wallet = await addPostpaid(bench, { customer: false })
  const owner = ownerOf(bench, wallet)
  const { account } = await giveKey(bench, owner, wallet.agencyId)
  await enterCard(bench, { owner })
  await use(bench, wallet, '1000', '2026-11-10T12:00:00Z')
  bench.stripe.clearRequests()
  await closeMonth(bench)
  const [charge] = await chargesOf(bench, wallet)
  expect(charge).toMatchObject({ purpose: 'invoice', state: 'succeeded', account, amount: usd('90') })
  const path = `/clients/client-1/invoices/${String(charge?.['id'])}/credit-notes`
  expect((await owner('POST', path, { amount: '9', reason: 'less', withRefund: true })).status).toBe(200)
  await deliver(bench)
  const store = bench.stripe.world.store(account)
  expect([...store.invoices.values()].map(({ status, total }) => [status, total])).toEqual([['paid', 9_000]])
  expect([...store.refunds.values()].map(({ amount }) => amount)).toEqual([900])
  for (const asked of bench.stripe.requests) {
    expect(asked, asked.path).toMatchObject({ keyAccount: account, account: null })
  }
  expect(await brokenBooks(bench)).toEqual([])
})

test('two agencies with keys and one without: each is asked of with its own, and sees its own customers', async () => {
  const [a, b] = [await addOwn(bench), await addOwn(bench)]
  const c = await addWallet(bench)
  bench.stripe.clearRequests()
  for (const wallet of [a.wallet, b.wallet, c]) {
    await move(bench, wallet, '5')
    await settle(bench.ctx, wallet)
  }
  await drain(bench)
  await deliver(bench)
  for (const [wallet, account] of [
    [a.wallet, a.account],
    [b.wallet, b.account],
    [c, bench.stripe.world.ownAccount],
  ] as const) {
    expect(await balanceOf(bench, wallet)).toBe(usd('55'))
    const customers = askedWith(bench, account).flatMap(({ params }) => params['customer'] ?? [])
    expect(new Set(customers)).toEqual(new Set([wallet.customerId]))
  }
  expect((await a.owner('GET', '/payment-customers?name=Client')).json['customers']).toMatchObject([
    { id: a.wallet.customerId },
  ])
  expect((await a.owner('GET', `/payment-customers?id=${b.wallet.customerId}`)).json['customers']).toEqual([])
})

test("HL-13 the agency's own card, entered at its own account, is refused as a client's", async () => {
  const own = await addOwn(bench, { method: 'pm_card_amex' })
  const page = await own.owner('POST', '/agency/payment-method', BACK)
  bench.stripe.completeCheckout(/cs_test_\w+/.exec(String(page.json['url']))?.[0] ?? '', 'pm_card_visa')
  await deliver(bench)
  expect((await own.owner('GET', '/agency/stripe/key')).json['agencyCardKnown']).toBe(true)
  await enterCard(bench, own, 'pm_card_visa')
  const [client] = await rows(
    bench,
    `SELECT account, method_id, method_label FROM payment_customer WHERE agency_id = ? AND client_id = 'client-1'`,
    [own.wallet.agencyId],
  )
  expect(client).toMatchObject({ account: own.account, method_id: own.wallet.methodId })
  expect(bench.log.some((line) => line.includes('agency_card'))).toBe(true)
})

describe("an agency's own endpoint", () => {
  test('an agency that is not there, one without a key and a wrong secret are answered alike', async () => {
    const own = await addOwn(bench)
    const { agencyId } = await addWallet(bench)
    const body = eventOf('evt_1', 'pi_1')
    const answers = await Promise.all([
      post(own.wallet.agencyId, body, 'whsec_wrong'),
      post(agencyId, body, own.secret),
      post('nobody', body, own.secret),
      post(own.wallet.agencyId, body, bench.ctx.settings.STRIPE_WEBHOOK_SECRET ?? ''),
    ])
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(new Set(texts).size).toBe(1)
    const headersOf = (answer: Response) => [...answer.headers].filter(([name]) => name !== 'date')
    expect(new Set(answers.map((answer) => JSON.stringify(headersOf(answer)))).size).toBe(1)
    const unsigned = await Promise.all([post(own.wallet.agencyId, body, null), post('nobody', body, null)])
    expect(new Set(await Promise.all(unsigned.map((answer) => answer.text()))).size).toBe(1)
    expect(await inboxOf('pi_1')).toEqual([])
    // Nor does an own secret open the deployment's endpoint.
    const headers = { 'stripe-signature': stripeSignature(body, own.secret, at_s()) }
    expect((await fetch(bench.hookUrl, { method: 'POST', body, headers })).status).toBe(401)
  })

  test("B's secret settles nothing of A's: not by A's payment, nor by one of its own that carries A's names", async () => {
    const [a, b] = [await addOwn(bench, { method: 'pm_success_de' }), await addOwn(bench)]
    await move(bench, a.wallet, '5')
    await settle(bench.ctx, a.wallet)
    await drain(bench)
    const [charge] = await chargesOf(bench, a.wallet)
    const forged = (await (
      await fetch(`${bench.stripe.url}/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${b.key}` },
        body: new URLSearchParams({
          amount: '5000',
          currency: 'usd',
          customer: b.wallet.customerId,
          payment_method: b.wallet.methodId,
          confirm: 'true',
          'metadata[rebill_lens_agency]': a.wallet.agencyId,
          'metadata[rebill_lens_charge]': String(charge?.['id']),
        }),
      })
    ).json()) as { id: string; status: string }
    expect(forged.status).toBe('succeeded')
    await deliver(bench)
    const payment = String(charge?.['provider_ref'])
    bench.stripe.succeedProcessing(payment)
    bench.stripe.clearRequests()
    expect((await post(b.wallet.agencyId, eventOf('evt_b', payment), b.secret)).status).toBe(200)
    await drain(bench)
    expect(await balanceOf(bench, a.wallet)).toBe(usd('5'))
    expect(await inboxOf(forged.id)).toMatchObject([{ agency_id: b.wallet.agencyId, state: 'ignored' }])
    expect(await inboxOf(payment)).toContainEqual({ agency_id: b.wallet.agencyId, state: 'ignored' })
    expect(askedWith(bench, a.account)).toEqual([])
    // A's own word, under whatever id B has used up before.
    expect((await post(a.wallet.agencyId, eventOf('evt_b', payment), a.secret)).status).toBe(200)
    await drain(bench)
    expect(await balanceOf(bench, a.wallet)).toBe(usd('55'))
    expect(await balanceOf(bench, b.wallet)).toBe(0n)
    expect(await brokenBooks(bench)).toEqual([])
  })

  test('two agencies at one account: what comes to one of them settles nothing of the other, nor moves its balance', async () => {
    const a = await addOwn(bench, { method: 'pm_success_de' })
    const b = await addOwn(bench)
    const shared = { key: fakeKey(), secret: fakeSecret() }
    bench.stripe.keys.allow(shared.key, a.account)
    await setKey(b.owner, shared)
    await move(bench, a.wallet, '5')
    await settle(bench.ctx, a.wallet)
    await drain(bench)
    const payment = String((await chargesOf(bench, a.wallet))[0]?.['provider_ref'])
    bench.stripe.succeedProcessing(payment)
    await post(b.wallet.agencyId, eventOf('evt_b', payment), shared.secret)
    await drain(bench)
    expect(await inboxOf(payment)).toContainEqual({ agency_id: b.wallet.agencyId, state: 'ignored' })
    expect(await balanceOf(bench, a.wallet)).toBe(usd('5'))
    await deliver(bench)
    expect(await balanceOf(bench, a.wallet)).toBe(usd('55'))
    expect((await b.owner('GET', `/payment-customers?id=${a.wallet.customerId}`)).json['customers']).toEqual(
      [],
    )
  })

  test('what it says of accounts is none of ours: no agency is disconnected by it', async () => {
    const own = await addOwn(bench)
    const gone = { account: 'acct_connected' }
    await post(
      own.wallet.agencyId,
      eventOf('evt_1', 'ca_1', 'account.application.deauthorized', gone),
      own.secret,
    )
    await post(own.wallet.agencyId, eventOf('evt_2', own.account, 'account.updated'), own.secret)
    await post(own.wallet.agencyId, eventOf('evt_3', 'pi_9', 'payment_intent.succeeded', gone), own.secret)
    expect(await rows(bench, `SELECT 1 FROM payment_inbox WHERE event_id LIKE 'evt__'`)).toEqual([])
    expect((await own.owner('GET', '/agency/stripe')).json['state']).toBe('ownKey')
  })
})

test('in a deployment without a Stripe key of its own, an agency with one is charged, and another is not', async () => {
  const own = await addOwn(bench)
  const other = await addWallet(bench, { balance: '5' })
  Object.assign(bench.ctx.settings, { STRIPE_SECRET_KEY: undefined, STRIPE_WEBHOOK_SECRET: undefined })
  await move(bench, own.wallet, '5')
  expect(await settle(bench.ctx, own.wallet)).toBe(1)
  expect(await settle(bench.ctx, other)).toBe(0)
  await drain(bench)
  await deliver(bench)
  expect(await balanceOf(bench, own.wallet)).toBe(usd('55'))
  await pullBalances(bench.ctx)
  expect(bench.log.filter((line) => line.includes('balance_pull_failed'))).toEqual([])
  // A card of the deployment's account is charged with no other key.
  const owner = await signIn(bench, other, 'owner')
  await setKey(owner, openAccount(bench, other.agencyId, 'acct_late'))
  expect(await settle(bench.ctx, other)).toBe(0)
})
