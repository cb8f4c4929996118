/** What the Stripe stand-in promises beyond shapes: keys, accounts, faults, fees. Real `stripe` client. */
import { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { feeOf } from '../../dev/stripe/objects/balance.ts'
import { startStripe } from '../../dev/stripe/server.ts'
import type { StripeHandle } from '../../dev/stripe/server.ts'
import { KEY, clientFor, pay as payWith } from './stripe-client.ts'

const NOW_MS = 1_795_000_000_000

let now_ms: number
let stand: StripeHandle
let stripe: Stripe
let customer: string

beforeEach(async () => {
  now_ms = NOW_MS
  methods = {}
  let n = 0
  stand = await startStripe({
    clock: () => now_ms,
    ids: () => `fake${(n += 1)}`,
    connectedAccounts: ['acct_fakeSub'],
  })
  stripe = clientFor(stand)
  customer = (await stripe.customers.create({ name: 'Payer', email: 'Payer@example.com' })).id
  stand.webhooks.queue.length = 0
})
afterEach(() => stand.close())

/** Methods of the customer by test id: the same one for the same id. */
let methods: Record<string, string>
function pay(testMethod = 'pm_card_visa', key = 'topup:1', amount = 2500, client = stripe) {
  const method = (methods[testMethod] ??= stand.giveMethod(customer, testMethod))
  return payWith(client, customer, method, key, amount)
}

const intents = () => stand.requests.filter(({ path }) => path === '/v1/payment_intents')

test('a payment books charge and fee: 2.9 % + 0.30, half-up', async () => {
  const intent = await pay()
  expect(intent.status).toBe('succeeded')
  const charge = await stripe.charges.retrieve(String(intent.latest_charge), {
    expand: ['balance_transaction'],
  })
  const booked = charge.balance_transaction as Stripe.BalanceTransaction
  expect([booked.amount, booked.fee, booked.net]).toEqual([2500, 103, 2397])
  expect(feeOf(1000, { ppm: 29_000, fixed: 30 })).toBe(59)
  expect(feeOf(22_000, { ppm: 29_000, fixed: 30 })).toBe(668)
  expect(feeOf(50, { ppm: 30_000, fixed: 0 })).toBe(2)
})

test('declines by test id: 402 with the codes of the real API, the intent waits for another method', async () => {
  const cases = [
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
    ['pm_card_authenticationRequired', 'authentication_required', 'authentication_required'],
  ] as const
  for (const [method, code, decline_code] of cases) {
    const error = await pay(method, method).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
    expect(error).toMatchObject({ statusCode: 402, code, decline_code })
    expect((error as Stripe.errors.StripeCardError).payment_intent?.status).toBe('requires_payment_method')
  }
  expect(stand.succeededCharges()).toEqual([])
  expect(stand.charges().length).toBe(4)
})

test('on session the same card waits for the client', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'usd',
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
  })
  expect([intent.status, intent.next_action?.type]).toEqual(['requires_action', 'redirect_to_url'])
})

test('SEPA stays processing until it is told how it ended', async () => {
  const good = await pay('pm_success_de', 'sepa:1')
  const bad = await pay('pm_failed_de', 'sepa:2')
  expect([good.status, bad.status]).toEqual(['processing', 'processing'])
  stand.succeedProcessing(good.id)
  stand.failProcessing(bad.id)
  expect((await stripe.paymentIntents.retrieve(good.id)).status).toBe('succeeded')
  const failed = await stripe.paymentIntents.retrieve(bad.id)
  expect([failed.status, failed.last_payment_error?.decline_code]).toEqual([
    'requires_payment_method',
    'insufficient_funds',
  ])
  expect(() => stand.succeedProcessing(good.id)).toThrow('not processing')
})

test('same key, same body: one charge and the stored answer, also a decline; for 24 hours', async () => {
  const first = await pay()
  const again = await pay()
  expect(again.id).toBe(first.id)
  const headers = again.lastResponse.headers as unknown as Headers
  expect(headers.get('idempotent-replayed')).toBe('true')
  expect(stand.charges().length).toBe(1)
  await expect(pay('pm_card_chargeDeclined', 'declined')).rejects.toMatchObject({ statusCode: 402 })
  await expect(pay('pm_card_chargeDeclined', 'declined')).rejects.toMatchObject({ statusCode: 402 })
  expect(stand.charges().length).toBe(2)
  now_ms += 24 * 3_600_000
  expect((await pay()).id).not.toBe(first.id)
})

test('same key, other body: 400 idempotency_error', async () => {
  await pay()
  const error = await pay('pm_card_visa', 'topup:1', 2600).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
  expect(error).toMatchObject({ statusCode: 400 })
})

test('same key while the first is in work: 409, then the stored answer', async () => {
  let open = () => {}
  stand.faults.gate = new Promise((resolve) => {
    open = resolve
  })
  // Whichever comes second is refused; the first waits at the gate.
  const both = [pay(), pay()].map((call) =>
    call.then(
      () => 'done',
      (error: { statusCode?: number }) => error.statusCode,
    ),
  )
  expect(await Promise.race(both)).toBe(409)
  open()
  expect((await Promise.all(both)).sort()).toEqual([409, 'done'])
  stand.faults.gate = undefined
  await pay()
  expect(stand.charges().length).toBe(1)
})

test('status409 and status429 do nothing and leave the key free', async () => {
  for (const kind of ['status409', 'status429'] as const) {
    stand.faults.add({ kind, path: '/v1/payment_intents' })
    await expect(pay()).rejects.toMatchObject({ statusCode: kind === 'status409' ? 409 : 429 })
    expect(stand.charges()).toEqual([])
  }
  expect((await pay()).status).toBe('succeeded')
})

test('a 500 before the work and a 500 after it look alike and are both replayed', async () => {
  stand.faults.add({ kind: 'status500BeforeWork', method: 'POST' })
  await expect(pay()).rejects.toMatchObject({ statusCode: 500 })
  await expect(pay()).rejects.toMatchObject({ statusCode: 500 })
  expect(stand.charges()).toEqual([])
  stand.faults.add({ kind: 'status500AfterWork', path: /payment_intents$/ })
  await expect(pay('pm_card_visa', 'topup:2')).rejects.toMatchObject({ statusCode: 500 })
  await expect(pay('pm_card_visa', 'topup:2')).rejects.toMatchObject({ statusCode: 500 })
  expect(stand.succeededCharges().length).toBe(1)
  const found = await stripe.paymentIntents.search({ query: 'metadata["attempt"]:"topup:2"' })
  expect(found.data.map(({ status }) => status)).toEqual(['succeeded'])
})

test('a lost answer: charged, the client knows nothing, the same key tells it', async () => {
  stand.faults.add({ kind: 'timeoutAfterSuccess' })
  await expect(pay('pm_card_visa', 'topup:1', 2500, clientFor(stand, KEY, 100))).rejects.toBeInstanceOf(
    Stripe.errors.StripeConnectionError,
  )
  stand.faults.add({ kind: 'hangUpAfterSuccess' })
  await expect(pay('pm_card_visa', 'topup:2')).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError)
  stand.faults.add({ kind: 'hangUpBeforeWork' })
  await expect(pay('pm_card_visa', 'topup:3')).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError)
  expect(stand.succeededCharges().length).toBe(2)
  expect((await pay()).status).toBe('succeeded')
  expect((await pay('pm_card_visa', 'topup:2')).status).toBe('succeeded')
  expect(stand.succeededCharges().length).toBe(2)
  expect(intents().length).toBe(4)
})

test('search is not read-after-write when it is told so', async () => {
  stand.faults.searchLag_ms = 60_000
  await pay()
  const query = { query: 'metadata["attempt"]:"topup:1"' }
  expect((await stripe.paymentIntents.search(query)).data).toEqual([])
  now_ms += 60_000
  expect((await stripe.paymentIntents.search(query)).data.length).toBe(1)
})

test('a customer is found by e-mail, name, metadata', async () => {
  await stripe.customers.update(customer, { metadata: { client: 'c1' } })
  for (const query of ['email:"payer@example.com"', "name~'pay'", 'metadata["client"]:"c1" AND -name:"x"'])
    expect((await stripe.customers.search({ query })).data.map(({ id }) => id)).toEqual([customer])
  expect((await stripe.customers.search({ query: 'name:"other"' })).data).toEqual([])
  await expect(stripe.customers.search({ query: 'name is x' })).rejects.toMatchObject({ statusCode: 400 })
})

test('objects belong to their account', async () => {
  const sub = { stripeAccount: 'acct_fakeSub' }
  await expect(stripe.customers.retrieve(customer, {}, sub)).rejects.toMatchObject({ statusCode: 404 })
  const there = await stripe.customers.create({ name: 'There' }, sub)
  await expect(stripe.customers.retrieve(there.id)).rejects.toMatchObject({ statusCode: 404 })
  expect(stand.webhooks.queue.at(-1)?.account).toBe('acct_fakeSub')
  await expect(stripe.customers.list({}, { stripeAccount: 'acct_unknown' })).rejects.toMatchObject({
    statusCode: 403,
  })
})

test('a foreign key and another API version are refused', async () => {
  await expect(clientFor(stand, 'nonsense').customers.list()).rejects.toMatchObject({ statusCode: 401 })
  await expect(stripe.customers.list({}, { apiVersion: '2024-04-10' })).rejects.toMatchObject({
    statusCode: 400,
  })
})

test('the same card has the same fingerprint, another card another', async () => {
  const print = async (id: string) => (await stripe.paymentMethods.retrieve(id)).card?.fingerprint
  const [a, b, c] = ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard'].map((id) =>
    stand.giveMethod(customer, id),
  )
  expect(await print(a ?? '')).toBe(await print(b ?? ''))
  expect(await print(a ?? '')).not.toBe(await print(c ?? ''))
})

test('payment_method_types went out of the API with 2026-10-28.endive', async () => {
  const response = await fetch(`${stand.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: new URLSearchParams({ amount: '500', currency: 'usd', 'payment_method_types[0]': 'card' }),
  })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { error: { code: string } }).error.code).toBe('parameter_unknown')
})
