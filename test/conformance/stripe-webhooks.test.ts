/** Webhooks of the Stripe stand-in: order, signature, retries, faults; refunds and disputes tell by them. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stripe } from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startStripe } from '../../dev/stripe/server.ts'
import type { StripeHandle } from '../../dev/stripe/server.ts'
import { clientFor, pay as payWith } from './stripe-client.ts'

const SECRET = ['whsec', 'fake', 'for', 'tests'].join('_')

let stand: StripeHandle
let stripe: Stripe
let customer: string
let sink: Server
/** What the endpoint saw; `sinkStatus` is what it answers next. */
let received: { body: string; signature: string }[]
let sinkStatus: number

beforeEach(async () => {
  received = []
  sinkStatus = 200
  sink = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) })
      response.writeHead(sinkStatus).end()
    })
  })
  await new Promise<void>((resolve) => {
    sink.listen(0, '127.0.0.1', resolve)
  })
  let n = 0
  stand = await startStripe({
    clock: () => 1_795_000_000_000,
    ids: () => `fake${(n += 1)}`,
    webhook: { url: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`, secret: SECRET },
  })
  stripe = clientFor(stand)
  customer = (await stripe.customers.create({ name: 'Payer' })).id
  stand.webhooks.queue.length = 0
})
afterEach(async () => {
  await stand.close()
  sink.close()
})

const pay = (key = 'topup:1') => payWith(stripe, customer, stand.giveMethod(customer, 'pm_card_visa'), key)

test('webhooks are signed so that the real library takes them, in order', async () => {
  await pay()
  const deliveries = await stand.deliverWebhooks()
  expect(deliveries.map(({ type, status }) => [type, status])).toEqual([
    ['payment_intent.created', 200],
    ['charge.succeeded', 200],
    ['payment_intent.succeeded', 200],
  ])
  for (const { body, signature } of received) {
    const event = await stripe.webhooks.constructEventAsync(
      body,
      signature,
      SECRET,
      Number.MAX_SAFE_INTEGER,
      undefined,
    )
    expect(event.api_version).toBe('2026-10-28.endive')
    await expect(
      stripe.webhooks.constructEventAsync(`${body} `, signature, SECRET, Number.MAX_SAFE_INTEGER),
    ).rejects.toBeInstanceOf(Stripe.errors.StripeSignatureVerificationError)
  }
  expect((JSON.parse(received[2]?.body ?? '') as Stripe.Event).request?.idempotency_key).toBe('topup:1')
})

test('a delivery that is refused waits for the next turn', async () => {
  await pay()
  sinkStatus = 503
  expect((await stand.deliverWebhooks()).every(({ status }) => status === 503)).toBe(true)
  sinkStatus = 200
  expect((await stand.deliverWebhooks()).length).toBe(3)
  expect(await stand.deliverWebhooks()).toEqual([])
})

test('webhooks can be lost, doubled, or come before the answer', async () => {
  stand.faults.add({ kind: 'loseWebhook' })
  await pay()
  expect(stand.webhooks.queue).toEqual([])
  stand.faults.add({ kind: 'doubleWebhook' })
  await pay('topup:2')
  expect(stand.webhooks.queue.length).toBe(6)
  await stand.deliverWebhooks()
  received = []
  stand.faults.add({ kind: 'webhookBeforeAnswer' })
  await pay('topup:3')
  expect(received.length).toBe(3)
})

test('refund and dispute move the balance and tell by webhook', async () => {
  const intent = await pay()
  await stripe.refunds.create({ payment_intent: intent.id, amount: 500 })
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 2001 })).rejects.toMatchObject({
    statusCode: 400,
  })
  const dispute = stand.dispute(String(intent.latest_charge), { amount: 2000 })
  stand.closeDispute(dispute.id, 'won')
  const booked = await stripe.balanceTransactions.list({ limit: 10 })
  expect(booked.data.map(({ amount, fee, type }) => [type, amount, fee]).toReversed()).toEqual([
    ['charge', 2500, 103],
    ['refund', -500, 0],
    ['adjustment', -2000, 1500],
    ['adjustment', 2000, 0],
  ])
  expect(stand.webhooks.queue.map(({ type }) => type).slice(3)).toEqual([
    'refund.created',
    'charge.refunded',
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ])
})

test('the page of a Checkout session is filled in, leads back, and tells by webhook', async () => {
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer,
    currency: 'usd',
    success_url: 'https://worker.example.com/done',
    cancel_url: 'https://worker.example.com/?a=1&b="2"',
  })
  stand.webhooks.queue.length = 0
  const url = session.url ?? ''
  const page = await (await fetch(url)).text()
  expect(page).toContain('https://worker.example.com/?a=1&amp;b=&quot;2&quot;')
  const fill = (method: string) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ method }), redirect: 'manual' })
  expect((await fill('nonsense')).status).toBe(400)
  expect((await fill('pm_card_de')).headers.get('location')).toBe('https://worker.example.com/done')
  expect((await fill('pm_card_de')).status).toBe(404)
  expect(stand.webhooks.queue.map(({ type }) => type)).toEqual([
    'payment_method.attached',
    'setup_intent.succeeded',
    'checkout.session.completed',
  ])
  const saved = await stripe.customers.listPaymentMethods(customer)
  expect(saved.data.map(({ card }) => card?.country)).toEqual(['DE'])
})

test('autoDeliver needs no telling, neither after a request nor after a control call', async () => {
  const own = await startStripe({
    clock: () => 1_795_000_000_000,
    autoDeliver: true,
    webhook: { url: stand.webhooks.endpoint?.url ?? '', secret: SECRET, types: ['payment_intent.succeeded'] },
  })
  try {
    const client = clientFor(own)
    const payer = (await client.customers.create({ name: 'Payer' })).id
    await payWith(client, payer, own.giveMethod(payer, 'pm_card_visa'), 'a')
    const debit = await payWith(client, payer, own.giveMethod(payer, 'pm_success_de'), 'b')
    await own.settled()
    expect(received.length).toBe(1)
    own.succeedProcessing(debit.id)
    await own.settled()
    expect(received.length).toBe(2)
  } finally {
    await own.close()
  }
})
