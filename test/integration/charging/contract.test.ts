/** Every request that charging sends fits Stripe's published shapes of the pinned version, unknown fields refused. */
import { describe, expect, test } from 'vitest'
import { stripeAbsent, validateStripeRequest } from '../../conformance/stripe-schema.ts'
import { benchOfEach } from './each-bench.ts'
import { addWallet, drain, passTime, settle, signIn, stripePost, takenFrom } from './support.ts'

if (stripeAbsent !== undefined) console.log(`not run: ${stripeAbsent}`)

describe.skipIf(stripeAbsent !== undefined)('requests to Stripe', () => {
  const bench = benchOfEach()

  test('charge, look-up, customers, setup page, authentication, refund and dispute', async () => {
    const wallet = await addWallet(bench, { balance: '5' })
    bench.stripe.clearRequests()
    const back = { returnUrl: 'https://agency.example/thanks' }
    bench.stripe.faults.add({ method: 'POST', path: '/v1/payment_intents', kind: 'status500AfterWork' })
    await settle(bench.ctx, wallet)
    await drain(bench)
    await passTime(bench, 1)
    const charge = String(takenFrom(bench, wallet)[0]?.id)
    await stripePost(bench, '/v1/refunds', { charge, amount: '100' })
    bench.stripe.dispute(charge, { amount: 200 })
    await bench.stripe.deliverWebhooks()
    await drain(bench)
    const staff = await signIn(bench, wallet, 'owner')
    const own = await staff('POST', '/agency/payment-method', back)
    bench.stripe.completeCheckout(/cs_test_\w+/.exec(String(own.json['url']))?.[0] ?? '', 'pm_card_amex')
    await bench.stripe.deliverWebhooks()
    await drain(bench)
    await staff('POST', '/clients/client-1/payment-method', back)
    for (const by of ['id=cus_x', 'name=a', 'email=a@b.example'])
      await staff('GET', `/payment-customers?${by}`)
    await staff('PUT', '/clients/client-1/payment-customer', { customerId: wallet.customerId })
    const asked = await addWallet(bench, { balance: '5', method: 'pm_card_authenticationRequired' })
    const others = await signIn(bench, asked)
    await settle(bench.ctx, asked)
    await drain(bench)
    const list = await others('GET', '/clients/client-1/charges')
    const [waiting] = list.json['charges'] as { id: string }[]
    await others('POST', `/clients/client-1/charges/${String(waiting?.id)}/authentication`, back)

    const kinds = new Set(
      bench.stripe.requests.map(({ method, path }) => `${method} ${path.replace(/_t\d+|cus_x/, '')}`),
    )
    expect([...kinds].toSorted()).toMatchInlineSnapshot(`
      [
        "GET /v1/customers",
        "GET /v1/customers/",
        "GET /v1/customers/cus",
        "GET /v1/customers/cus/payment_methods",
        "GET /v1/customers/search",
        "GET /v1/disputes/du",
        "GET /v1/payment_intents",
        "GET /v1/payment_intents/pi",
        "GET /v1/refunds/re",
        "GET /v1/setup_intents/seti",
        "POST /v1/checkout/sessions",
        "POST /v1/customers",
        "POST /v1/payment_intents",
        "POST /v1/payment_intents/pi/confirm",
        "POST /v1/refunds",
      ]
    `)
    for (const { method, path, params } of bench.stripe.requests) {
      expect(validateStripeRequest(method, path, params), `${method} ${path}`).toEqual([])
    }
  })
})
