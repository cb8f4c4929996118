/** The webhook inbox: nothing is lost after a 2xx, nothing is done twice, nothing of the body is believed but its ids. */
import { expect, test } from 'vitest'
import { stripeSignature } from '../../../dev/stripe/webhooks.ts'
import { benchOfEach } from './each-bench.ts'
import {
  addWallet,
  balanceOf,
  brokenBooks,
  chargesOf,
  drain,
  passTime,
  rows,
  settle,
  stripePost,
  usd,
} from './support.ts'

const bench = benchOfEach()

/** A SEPA debit on its way: only a webhook, or a look hours later, brings its end. */
async function debitUnderWay() {
  const wallet = await addWallet(bench, { balance: '5', method: 'pm_success_de' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  const [charge] = await chargesOf(bench, wallet)
  return { wallet, intent: String(charge?.['provider_ref']) }
}

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(bench.hookUrl, { method: 'POST', headers, body })
const signed = (body: string, at_s = Math.floor(bench.at.getTime() / 1000)) =>
  post(body, {
    'stripe-signature': stripeSignature(body, bench.ctx.settings.STRIPE_WEBHOOK_SECRET ?? '', at_s),
  })
const inbox = () => rows(bench, 'SELECT * FROM payment_inbox')

test('a webhook that was answered 2xx is acted on within minutes, though its queue message was lost', async () => {
  const { wallet, intent } = await debitUnderWay()
  bench.stripe.succeedProcessing(intent)
  const deliveries = await bench.stripe.deliverWebhooks()
  expect(deliveries.every(({ status }) => status === 200)).toBe(true)
  bench.queue.length = 0
  await passTime(bench, 0.2)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  expect(await brokenBooks(bench)).toEqual([])
})

test('a second delivery of the same event is answered 2xx and does nothing', async () => {
  const { wallet, intent } = await debitUnderWay()
  bench.stripe.succeedProcessing(intent)
  const events = [...bench.stripe.webhooks.queue]
  await bench.stripe.deliverWebhooks()
  const waiting = bench.queue.length
  for (const event of events) expect((await bench.stripe.webhooks.send(event)).status).toBe(200)
  expect(bench.queue.length).toBe(waiting)
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
})

test('while Stripe cannot be asked the event waits, and is given up by name after nine tries', async () => {
  const { wallet, intent } = await debitUnderWay()
  bench.stripe.succeedProcessing(intent)
  await bench.stripe.deliverWebhooks()
  bench.stripe.faults.add({ kind: 'hangUpBeforeWork', times: 10_000 })
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('5'))
  await passTime(bench, 30)
  const gaveUp = (await inbox()).filter((row) => row['state'] === 'failed')
  expect(gaveUp).toMatchObject([{ object_id: intent, error: 'no_answer', tries: 9n }])
  // The charge itself is looked at all the same.
  bench.stripe.faults.clear()
  await passTime(bench, 24)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
})

test('payments of somebody else on the same account are ignored', async () => {
  const customer = await stripePost(bench, '/v1/customers', { name: 'not ours' })
  const method = bench.stripe.giveMethod(customer.id, 'pm_card_visa')
  const intent = await stripePost(bench, '/v1/payment_intents', {
    amount: '777',
    currency: 'usd',
    customer: customer.id,
    payment_method: method,
    confirm: 'true',
  })
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect((await inbox()).filter((row) => row['object_id'] === intent.id).map((row) => row['state'])).toEqual([
    'ignored',
  ])
})

test('a connected account cannot speak for a charge of another account', async () => {
  const { wallet } = await debitUnderWay()
  const [charge] = await chargesOf(bench, wallet)
  const headers = {
    authorization: `Bearer ${bench.ctx.settings.STRIPE_SECRET_KEY ?? ''}`,
    'stripe-account': 'acct_connected',
  }
  const make = async (path: string, form: Record<string, string>) =>
    (await (
      await fetch(`${bench.stripe.url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) })
    ).json()) as { id: string; status: string }
  const customer = await make('/v1/customers', { name: 'mallory' })
  const forged = await make('/v1/payment_intents', {
    amount: '9999999',
    currency: 'usd',
    customer: customer.id,
    payment_method: 'pm_card_visa',
    confirm: 'true',
    'metadata[rebill_lens_agency]': wallet.agencyId,
    'metadata[rebill_lens_charge]': String(charge?.['id']),
  })
  expect(forged.status).toBe('succeeded')
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('5'))
  expect((await inbox()).filter((row) => row['object_id'] === forged.id).map((row) => row['state'])).toEqual([
    'ignored',
  ])
})

test('a second payment for a charge that is settled is booked nowhere and named', async () => {
  const wallet = await addWallet(bench, { balance: '5' })
  await settle(bench.ctx, wallet)
  await drain(bench)
  const [charge] = await chargesOf(bench, wallet)
  const again = await stripePost(bench, '/v1/payment_intents', {
    amount: '5000',
    currency: 'usd',
    customer: wallet.customerId,
    payment_method: wallet.methodId,
    confirm: 'true',
    'metadata[rebill_lens_agency]': wallet.agencyId,
    'metadata[rebill_lens_charge]': String(charge?.['id']),
  })
  await bench.stripe.deliverWebhooks()
  await drain(bench)
  expect(await balanceOf(bench, wallet)).toBe(usd('55'))
  expect((await inbox()).filter((row) => row['object_id'] === again.id)).toMatchObject([{ state: 'failed' }])
  expect(bench.log.filter((line) => line.includes('second_payment'))).toHaveLength(1)
})

test('forged, altered, old and malformed bodies get a problem and leave no row', async () => {
  const before = (await inbox()).length
  const body = JSON.stringify({
    id: 'evt_x',
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: 'pi_x' } },
  })
  const answers = [
    await post(body),
    await post(body, {
      'stripe-signature': stripeSignature(body, 'whsec_wrong', Math.floor(bench.at.getTime() / 1000)),
    }),
    await post(body.replace('pi_x', 'pi_y'), {
      'stripe-signature': stripeSignature(
        body,
        bench.ctx.settings.STRIPE_WEBHOOK_SECRET ?? '',
        Math.floor(bench.at.getTime() / 1000),
      ),
    }),
    await signed(body, Math.floor(bench.at.getTime() / 1000) - 301),
    await signed('not json'),
    await signed('x'.repeat(300_000)),
  ]
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 400, 413])
  for (const answer of answers) expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect((await inbox()).length).toBe(before)
})

test('a genuine event of a kind that means nothing here is answered 2xx and not kept', async () => {
  const before = (await inbox()).length
  const body = JSON.stringify({
    id: 'evt_z',
    object: 'event',
    type: 'payout.paid',
    data: { object: { id: 'po_1' } },
  })
  expect((await signed(body)).status).toBe(200)
  expect((await inbox()).length).toBe(before)
})
