/** A real `stripe` client on the stand-in, over fetch as the worker uses it. */
import { Stripe } from 'stripe'
import type { StripeHandle } from '../../dev/stripe/server.ts'

/** Looks like nothing that could be real. */
export const KEY = ['sk', 'test', 'fake'].join('_')

export function clientFor(stand: StripeHandle, key = KEY, timeout = 10_000): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: stand.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    timeout,
    httpClient: Stripe.createFetchHttpClient(),
  })
}

/** An off-session payment of 25.00 USD with a test method of the customer. */
export function pay(client: Stripe, customer: string, method: string, idempotencyKey: string, amount = 2500) {
  return client.paymentIntents.create(
    {
      amount,
      currency: 'usd',
      customer,
      payment_method: method,
      confirm: true,
      off_session: true,
      metadata: { attempt: idempotencyKey },
    },
    { idempotencyKey },
  )
}
