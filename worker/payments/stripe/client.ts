import { Stripe } from 'stripe'
import type { Settings } from '../../env.ts'
import { Refusal } from '../../http/problem.ts'

/** Stripe's API version that our code was written and tested against; stripe 23.1.0 pins the same. */
export const STRIPE_API_VERSION = '2026-10-28.endive'

/** Stripe's default is 80 s, longer than a queue batch should wait. */
const TIMEOUT_MS = 10_000

/**
 * A client per request (a shared one would tie requests together in the isolate).
 * It never retries by itself: each attempt is counted on the charge's row and the sweep repeats it with the stored
 * key, so that a crash between two tries loses nothing and a try is never hidden from the row.
 * @throws Refusal not_configured without STRIPE_SECRET_KEY
 */
export function stripeClient(settings: Pick<Settings, 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL'>): Stripe {
  if (settings.STRIPE_SECRET_KEY === undefined) {
    throw new Refusal('not_configured', 'Stripe is not set up here: STRIPE_SECRET_KEY is missing.')
  }
  const url = new URL(settings.STRIPE_API_URL)
  const protocol = url.protocol === 'http:' ? 'http' : 'https'
  return new Stripe(settings.STRIPE_SECRET_KEY, {
    apiVersion: STRIPE_API_VERSION,
    httpClient: Stripe.createFetchHttpClient(),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
    protocol,
    host: url.hostname,
    port: url.port === '' ? (protocol === 'http' ? 80 : 443) : Number(url.port),
  })
}

/** Request options for an account: '' is the key's own. */
export const onAccount = (account: string): Stripe.RequestOptions =>
  account === '' ? {} : { stripeAccount: account }
