/** Every request of the real `stripe` client and every reply of the stand-in, against Stripe's published shapes. */
import { Stripe } from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStripe } from '../../dev/stripe/server.ts'
import type { StripeHandle } from '../../dev/stripe/server.ts'
import {
  stripeAbsent,
  validateStripeEvent,
  validateStripeReply,
  validateStripeRequest,
} from './stripe-schema.ts'

const contractTest = stripeAbsent === undefined ? test : test.skip
const title = (text: string) => (stripeAbsent === undefined ? text : `${text} (${stripeAbsent})`)

let stand: StripeHandle
let stripe: Stripe

beforeAll(async () => {
  let n = 0
  stand = await startStripe({ clock: () => 1_795_000_000_000, ids: () => `fake${(n += 1)}` })
  stripe = new Stripe(['sk', 'test', 'fake'].join('_'), {
    host: '127.0.0.1',
    port: stand.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
})
afterAll(() => stand.close())

/** What the log holds, checked; returns how many exchanges there were. */
function checkLog(): number {
  for (const { method, path, params, status, body } of stand.requests) {
    expect(validateStripeRequest(method, path, params), `request ${method} ${path}`).toEqual([])
    expect(validateStripeReply(method, path, status, JSON.parse(body)), `reply ${method} ${path}`).toEqual([])
  }
  for (const event of stand.world.store(stand.world.ownAccount).events.values())
    expect(validateStripeEvent(event), event.type).toEqual([])
  const exchanges = stand.requests.length
  stand.clearRequests()
  return exchanges
}

contractTest(title('customers, payment methods, setup, Checkout'), async () => {
  const customer = await stripe.customers.create({
    email: 'client@example.com',
    name: 'Client Ltd',
    address: { country: 'DE', city: 'Berlin' },
    metadata: { client: 'c1' },
  })
  await stripe.customers.retrieve(customer.id)
  await stripe.customers.update(customer.id, { metadata: { client: '' }, phone: '+4930000000' })
  await stripe.customers.list({ email: 'client@example.com', limit: 3, created: { gte: 1 } })
  await stripe.customers.search({ query: 'name:"Client Ltd"' })
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const debit = await stripe.paymentMethods.create({
    type: 'sepa_debit',
    sepa_debit: { iban: 'DE89370400440532013000' },
    billing_details: { name: 'Client Ltd', email: 'client@example.com' },
  })
  await stripe.paymentMethods.retrieve(debit.id)
  await stripe.paymentMethods.list({ customer: customer.id, type: 'card' })
  await stripe.customers.listPaymentMethods(customer.id)
  await stripe.paymentMethods.detach(card.id)
  const setup = await stripe.setupIntents.create({ customer: customer.id, usage: 'off_session' })
  await stripe.setupIntents.confirm(setup.id, { payment_method: 'pm_card_mastercard' })
  await stripe.setupIntents.retrieve(setup.id, { expand: ['payment_method'] })
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer: customer.id,
    allowed_payment_method_types: ['card', 'sepa_debit'],
    success_url: 'https://worker.example.com/done',
    cancel_url: 'https://worker.example.com/cancel',
    locale: 'de',
    setup_intent_data: { metadata: { client: 'c1' } },
  })
  stand.completeCheckout(session.id, 'pm_success_de')
  await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent.payment_method'] })
  expect(checkLog()).toBe(16)
})

contractTest(title('payments: success, decline, authentication, SEPA, refund, dispute'), async () => {
  const customer = (await stripe.customers.create({ email: 'payer@example.com' })).id
  const method = (id: string) => stand.giveMethod(customer, id)
  const pay = (payment_method: string, rest: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create(
      {
        amount: 2500,
        currency: 'usd',
        customer,
        payment_method,
        allowed_payment_method_types: ['card', 'sepa_debit'],
        confirm: true,
        off_session: true,
        metadata: { attempt: payment_method },
        ...rest,
      },
      { idempotencyKey: `reload:${payment_method}` },
    )
  const paid = await pay(method('pm_card_visa'))
  await stripe.paymentIntents.retrieve(paid.id, { expand: ['latest_charge.balance_transaction', 'customer'] })
  await expect(pay(method('pm_card_chargeDeclined'))).rejects.toThrow('declined')
  await expect(pay(method('pm_card_authenticationRequired'))).rejects.toThrow('authentication')
  const processing = await pay(method('pm_success_de'), { currency: 'eur' })
  stand.succeedProcessing(processing.id)
  const failing = await pay(method('pm_failed_de'), { currency: 'eur' })
  stand.failProcessing(failing.id)
  await stripe.paymentIntents.retrieve(failing.id)
  const waiting = await stripe.paymentIntents.create({ amount: 900, currency: 'usd', customer })
  await stripe.paymentIntents.confirm(waiting.id, {
    payment_method: method('pm_card_authenticationRequired'),
  })
  await stripe.paymentIntents.cancel(waiting.id, { cancellation_reason: 'abandoned' })
  await stripe.paymentIntents.search({ query: `metadata['attempt']:'x'`, limit: 1 })
  await stripe.paymentIntents.list({ customer })
  const charge = String(paid.latest_charge)
  await stripe.charges.retrieve(charge, { expand: ['balance_transaction'] })
  await stripe.charges.list({ payment_intent: paid.id })
  const refund = await stripe.refunds.create({
    payment_intent: paid.id,
    amount: 500,
    reason: 'requested_by_customer',
  })
  await stripe.refunds.retrieve(refund.id)
  const dispute = stand.dispute(charge)
  await stripe.disputes.retrieve(dispute.id)
  stand.closeDispute(dispute.id, 'won')
  await stripe.disputes.list({ charge })
  await stripe.balanceTransactions.list({ limit: 100 })
  expect(checkLog()).toBe(20)
})

contractTest(title('invoices, account, events'), async () => {
  const customer = await stripe.customers.create({ name: 'Invoiced' })
  const method = stand.giveMethod(customer.id, 'pm_card_visa')
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method } })
  const invoice = await stripe.invoices.create({
    customer: customer.id,
    currency: 'usd',
    auto_advance: false,
    collection_method: 'charge_automatically',
  })
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: invoice.id ?? '',
    amount: 11_106,
    currency: 'usd',
    description: '1,234 SMS',
  })
  await stripe.invoices.finalizeInvoice(invoice.id ?? '')
  const paid = await stripe.invoices.pay(invoice.id ?? '')
  expect([paid.status, paid.amount_paid, paid.lines.data.length]).toEqual(['paid', 11_106, 1])
  await stripe.invoices.retrieve(invoice.id ?? '')
  await stripe.invoiceItems.list({ customer: customer.id })
  await stripe.creditNotes.create({ invoice: invoice.id ?? '', amount: 106, memo: 'late' })
  await stripe.accounts.retrieveCurrent()
  const events = await stripe.events.list({ limit: 100 })
  await stripe.events.retrieve(events.data[0]?.id ?? '')
  expect(checkLog()).toBe(12)
})

contractTest(title('credit notes, new accounts, account links: what only the SDK declares'), async () => {
  const customer = await stripe.customers.create({ name: 'Credited' })
  const invoice = await stripe.invoices.create({
    customer: customer.id,
    currency: 'usd',
    auto_advance: false,
  })
  await stripe.invoiceItems.create({
    customer: customer.id,
    invoice: invoice.id,
    amount: 900,
    currency: 'usd',
  })
  await stripe.invoices.finalizeInvoice(invoice.id)
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 100,
    memo: 'late',
    metadata: { a: 'b' },
  })
  await stripe.creditNotes.list({ invoice: invoice.id, limit: 100 })
  const account = await stripe.accounts.create({ type: 'standard', metadata: { agency: 'a1' } })
  const url = 'https://worker.example.com/done'
  await stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    refresh_url: url,
    return_url: url,
  })
  expect(checkLog()).toBe(8)

  const credit = (params: object) => validateStripeRequest('POST', '/v1/credit_notes', params)
  expect(credit({ invoice: 'in_1', amount: '100', out_of_band_amount: '100' })).toEqual([])
  expect(credit({ amount: '100' })).not.toEqual([])
  expect(credit({ invoice: 'in_1', colour: 'red' })).not.toEqual([])
  expect(credit({ invoice: 'in_1', reason: 'bad mood' })).not.toEqual([])
  expect(credit({ invoice: 'in_1', amount: 'much' })).not.toEqual([])
  const link = (params: object) => validateStripeRequest('POST', '/v1/account_links', params)
  expect(link({ account: 'acct_1', type: 'account_onboarding' })).toEqual([])
  expect(link({ account: 'acct_1', type: 'tea' })).not.toEqual([])
  expect(link({ type: 'account_onboarding' })).not.toEqual([])
  expect(validateStripeRequest('POST', '/v1/accounts', { type: 'standard', shoe_size: '44' })).not.toEqual([])
  const reply = (changes: object) =>
    validateStripeReply('POST', '/v1/credit_notes', 200, { ...note, ...changes })
  expect(reply({})).toEqual([])
  expect(reply({ status: 'lost' })).not.toEqual([])
  expect(reply({ amount: '100' })).not.toEqual([])
  expect(reply({ flavour: 'vanilla' })).not.toEqual([])
  expect(reply({ pdf: undefined })).not.toEqual([])
})

contractTest(title('the checks can fail: unknown field, wrong enum, wrong type'), () => {
  const create = (params: object) => validateStripeRequest('POST', '/v1/payment_intents', params)
  expect(create({ amount: '100', currency: 'usd', confirm: 'true' })).toEqual([])
  expect(create({ amount: '100', currency: 'usd', colour: 'red' })).not.toEqual([])
  expect(create({ amount: 'much', currency: 'usd' })).not.toEqual([])
  expect(create({ amount: '100', currency: 'usd', capture_method: 'never' })).not.toEqual([])
  expect(create({ amount: '100' })).not.toEqual([])
  expect(validateStripeReply('GET', '/v1/charges/ch_1', 200, { id: 'ch_1', object: 'charge' })).not.toEqual(
    [],
  )
  expect(validateStripeReply('GET', '/v1/charges/ch_1', 404, { error: 'no' })).not.toEqual([])
})

contractTest(title('webhooks: an object in an event has the shape of its kind'), async () => {
  const customer = await stripe.customers.create({ name: 'Told of' })
  const [event] = [...stand.world.store(stand.world.ownAccount).events.values()].slice(-1)
  expect(event?.data.object).toMatchObject({ id: customer.id })
  if (event === undefined) return
  const told = (object: object) => validateStripeEvent({ ...event, data: { object } })
  expect(told(event.data.object)).toEqual([])
  expect(told({ ...event.data.object, colour: 'red' })).not.toEqual([])
  expect(told({ id: 'x', object: 'unicorn' })).toEqual(['no shape of unicorn'])
  expect(validateStripeEvent({ ...event, livemode: 'no' } as never)).not.toEqual([])
  console.log('stripe: not checked: the object in account.* events, of which the stand-in tells the id alone')
  console.log('stripe: not checked: objects that another file of the SDK declares, inside a credit note')
})
