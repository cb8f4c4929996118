/** How a client comes to a method that can be charged, whose method is refused, and what a bank's question does. */
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
  takenFrom,
  usd,
} from './support.ts'

const bench = benchOfEach()

const BACK = { returnUrl: 'https://agency.example/thanks' }
const METHOD = '/clients/client-1/payment-method'

/** A client below its threshold whom Stripe does not know yet. */
async function stranger(): Promise<Wallet> {
  const wallet = await addWallet(bench, { balance: '5' })
  await bench.ctx.db.writeBatch([
    { sql: 'DELETE FROM payment_customer WHERE agency_id = ?', args: [wallet.agencyId] },
  ])
  return wallet
}

async function enters(url: unknown, method: string): Promise<void> {
  const session = /cs_test_\w+/.exec(String(url))?.[0] ?? ''
  bench.stripe.completeCheckout(session, method)
  await bench.stripe.deliverWebhooks()
  await drain(bench)
}

const customerRow = (wallet: Wallet, clientId = 'client-1') =>
  rows(
    bench,
    'SELECT customer_id, method_kind, method_label, fingerprint FROM payment_customer WHERE agency_id = ? AND client_id = ?',
    [wallet.agencyId, clientId],
  )

test('HL-12 HL-14 CB-08 a link for a card: one customer however often it is asked for, and the reload starts with the card', async () => {
  const wallet = await stranger()
  const staff = await signIn(bench, wallet)
  const reload = { enabled: true, threshold: '10', amount: '50' }
  expect(await staff('PUT', '/clients/client-1/reload', reload)).toMatchObject({
    status: 409,
    json: { code: 'no_payment_method' },
  })
  const links = await Promise.all([1, 2, 3].map(() => staff('POST', METHOD, BACK)))
  expect(links.map(({ status }) => status)).toEqual([200, 200, 200])
  const made = bench.stripe.requests.filter(({ path }) => path === '/v1/customers')
  expect(new Set(made.slice(1).map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1)
  expect(await customerRow(wallet)).toMatchObject([{ method_kind: null }])
  expect(await settle(bench.ctx, wallet)).toBe(0)

  await enters(links[1]?.json['url'], 'pm_card_visa')
  expect(await customerRow(wallet)).toMatchObject([{ method_kind: 'card', method_label: 'Visa ···· 4242' }])
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  expect((await staff('PUT', '/clients/client-1/reload', reload)).status).toBe(200)
})

test("HL-13 the agency's own card is refused for a client, by link and by linking a customer", async () => {
  const wallet = await stranger()
  const owner = await signIn(bench, wallet, 'owner')
  const own = await owner('POST', '/agency/payment-method', BACK)
  await enters(own.json['url'], 'pm_card_visa')
  expect(await customerRow(wallet, '*')).toMatchObject([{ method_kind: 'card' }])

  expect((await owner('POST', '/clients/*/payment-method', BACK)).status).toBe(404)

  const link = await owner('POST', METHOD, BACK)
  await enters(link.json['url'], 'pm_card_visa')
  expect(await customerRow(wallet)).toMatchObject([{ method_kind: null }])
  expect(await settle(bench.ctx, wallet)).toBe(0)
  const audit = await rows(bench, `SELECT after FROM audit_log WHERE action = 'method.refused'`)
  expect(audit).toEqual([{ after: '{"reason":"agency_card"}' }])

  const elsewhere = await stripePost(bench, '/v1/customers', { name: 'Known already' })
  bench.stripe.giveMethod(elsewhere.id, 'pm_card_visa')
  const linked = await owner('PUT', '/clients/client-1/payment-customer', { customerId: elsewhere.id })
  expect(linked).toMatchObject({ status: 400, json: { code: 'invalid_request' } })

  const again = await owner('POST', METHOD, BACK)
  await enters(again.json['url'], 'pm_card_mastercard')
  expect(await customerRow(wallet)).toMatchObject([{ method_label: 'Mastercard ···· 4444' }])
})

test('HL-12 an existing customer is found by name, e-mail or id, and linked with its card', async () => {
  const wallet = await stranger()
  const staff = await signIn(bench, wallet)
  const { id } = await stripePost(bench, '/v1/customers', {
    name: 'Joe "Pizza" Berlin',
    email: 'joe@pizza.example',
  })
  bench.stripe.giveMethod(id, 'pm_card_amex')
  const search = async (by: string) => {
    const found = await staff('GET', `/payment-customers?${by}`)
    return (found.json['customers'] as { id: string }[]).map((customer) => customer.id)
  }
  expect(await search(`id=${id}`)).toEqual([id])
  expect(await search('email=joe@pizza.example')).toEqual([id])
  expect(await search(`name=${encodeURIComponent('joe "pizza" berlin')}`)).toEqual([id])
  expect(await search('id=cus_nobody')).toEqual([])
  expect(await search('name=nobody')).toEqual([])
  expect((await staff('GET', '/payment-customers?name=a&email=b@c')).status).toBe(400)

  const linked = await staff('PUT', '/clients/client-1/payment-customer', { customerId: id })
  expect(linked).toMatchObject({ status: 200, json: { customerId: id, method: { label: 'Amex ···· 0005' } } })
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))

  const other = await stranger()
  const others = await signIn(bench, other)
  expect(await others('PUT', '/clients/client-1/payment-customer', { customerId: id })).toMatchObject({
    status: 409,
    json: { code: 'shared_account' },
  })
  expect(await customerRow(other)).toEqual([])
})

test('CE-08 a debit from Germany or Austria is taken, from Switzerland refused with the reason', async () => {
  for (const [country, taken] of [
    ['DE', true],
    ['AT', true],
    ['CH', false],
  ] as const) {
    const wallet = await stranger()
    const staff = await signIn(bench, wallet)
    const link = await staff('POST', METHOD, BACK)
    const iban = { DE: 'DE89370400440532013000', AT: 'AT611904300234573201', CH: 'CH9300762011623852957' }[
      country
    ]
    const method = await stripePost(bench, '/v1/payment_methods', {
      type: 'sepa_debit',
      'sepa_debit[iban]': iban,
      'billing_details[name]': 'A',
      'billing_details[email]': 'a@b.example',
    })
    await enters(link.json['url'], method.id)
    expect(await customerRow(wallet)).toMatchObject([{ method_kind: taken ? 'sepa_debit' : null }])
    const audit = await rows(
      bench,
      `SELECT action, after FROM audit_log WHERE agency_id = ? AND action LIKE 'method.%'`,
      [wallet.agencyId],
    )
    expect(audit).toMatchObject([
      taken ? { action: 'method.saved' } : { action: 'method.refused', after: '{"reason":"sepa_country"}' },
    ])
  }
})

test('authentication required: the client is led to the kept payment, which is taken once', async () => {
  const wallet = await addWallet(bench, { balance: '5', method: 'pm_card_authenticationRequired' })
  const staff = await signIn(bench, wallet)
  await settle(bench.ctx, wallet)
  await drain(bench)
  const [charge] = await chargesOf(bench, wallet)
  const intent = String(charge?.['provider_ref'])
  const path = `/clients/client-1/charges/${String(charge?.['id'])}/authentication`
  const page = await staff('POST', path, BACK)
  expect(page).toMatchObject({ status: 200, json: { url: `${bench.stripe.url}/authenticate/${intent}` } })
  expect((await staff('POST', path, BACK)).json).toEqual(page.json)
  expect(
    (await staff('POST', `/clients/nobody/charges/${String(charge?.['id'])}/authentication`, BACK)).status,
  ).toBe(404)

  // The bank is satisfied.
  bench.stripe.setOutcome(wallet.methodId, { kind: 'succeed' })
  await stripePost(bench, `/v1/payment_intents/${intent}/confirm`, {})
  // Back from the bank before its word has come: nothing is left to do, and it is booked at once.
  expect(await staff('POST', path, BACK)).toMatchObject({ status: 200, json: { url: null } })
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  await passTime(bench, 48)
  expect((await chargesOf(bench, wallet)).map(({ state }) => state)).toEqual(['succeeded'])
  expect(takenFrom(bench, wallet)).toHaveLength(1)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  const later = await signIn(bench, wallet)
  expect((await later('POST', path, BACK)).status).toBe(404)
})
