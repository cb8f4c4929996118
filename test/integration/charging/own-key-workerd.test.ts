/** An agency's own key in the real worker: set over HTTP, charged with by the queue, told of at the agency's own endpoint. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { type Api, NOW, startApi } from '../api/support.ts'
import { BACK, fakeKey, fakeSecret } from './own-key-bench.ts'

const SECRETS_KEY = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))

let api: Api
beforeAll(async () => {
  api = await startApi({ SECRETS_KEY }, { stripe: { clock: () => NOW.getTime() } })
})
afterAll(() => api.close())

test('key, card, reload, webhooks: once, and no secret in what the worker logs', async () => {
  const { worker } = api
  const { stripe, url } = worker.house
  if (stripe === null) throw new Error('the test needs the Stripe stand-in')
  const agency = await api.agency()
  const reload = { threshold: parseNano('10'), amount: parseNano('50') }
  await agency.client({ id: 'client-1', billingMode: 'prepaid', reload })
  const owner = await agency.signIn('owner')
  const [key, secret] = [fakeKey(), fakeSecret()]
  stripe.addAccount('acct_own', key, { url: `${url}/hooks/stripe/${agency.id}`, secret })
  const set = await owner.put('/v1/agency/stripe/key', { key, webhookSecret: secret })
  expect(set.status).toBe(200)

  const link = (await (await owner.post('/v1/clients/client-1/payment-method', BACK)).json()) as {
    url: string
  }
  stripe.completeCheckout(/cs_test_\w+/.exec(link.url)?.[0] ?? '', 'pm_card_visa')
  const delivered = async () => {
    const all = await stripe.deliverWebhooks()
    expect(all.length > 0 && all.every(({ status }) => status === 200)).toBe(true)
  }
  await delivered()
  const charges = () => worker.rows('SELECT state, account FROM charge WHERE agency_id = ?', [agency.id])
  const settled = await worker.until('the reload', charges, (rows) =>
    rows.some(({ state }) => state === 'succeeded'),
  )
  expect(settled).toEqual([{ state: 'succeeded', account: 'acct_own' }])
  await delivered()
  const open = () => worker.rows(`SELECT 1 FROM payment_inbox WHERE state <> 'done'`)
  await worker.until('the inbox', open, (rows) => rows.length === 0)
  expect(stripe.succeededCharges('acct_own').map(({ amount }) => amount)).toEqual([5_000])
  expect(await worker.rows('SELECT balance FROM client_balance WHERE agency_id = ?', [agency.id])).toEqual([
    { balance: parseNano('50') },
  ])
  const foreign = await worker.fetch('/hooks/stripe/nobody', {
    method: 'POST',
    headers: { 'stripe-signature': 't=1,v1=00' },
    body: '{}',
  })
  expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([
    401,
    'signature_invalid',
  ])
  const logged = worker.house.logs().join('\n')
  expect(logged).toContain('stripe_key_set')
  for (const hidden of [key, secret, SECRETS_KEY]) expect(logged).not.toContain(hidden)
})
