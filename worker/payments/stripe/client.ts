import { Stripe } from 'stripe'
import type { Settings } from '../../env.ts'

/** Stripe's API version that our code was written and tested against; stripe 23.1.0 pins the same. */
export const STRIPE_API_VERSION = '2026-10-28.endive'

/** Stripe's default is 80 s, longer than a queue batch should wait. */
const TIMEOUT_MS = 10_000

/** With which key an account is reached. */
export interface StripeAccess {
  readonly key: string
  /**
   * An agency's own key: the one account it is for, which is the key's own and so is not named to Stripe. Null: the
   * deployment's key, which reaches its own account ('') and, by their names, connected ones.
   */
  readonly ownAccount: string | null
  /** Told that Stripe does not take the key any more: `rejected`, or the permission that was taken from it. */
  readonly onRefused?: (reason: string) => Promise<void>
}

/**
 * A client per request (a shared one would tie requests together in the isolate).
 * It never retries by itself: each attempt is counted on the charge's row and the sweep repeats it with the stored
 * key, so that a crash between two tries loses nothing and a try is never hidden from the row.
 */
export function stripeClient(settings: Pick<Settings, 'STRIPE_API_URL'>, access: StripeAccess): Stripe {
  const url = new URL(settings.STRIPE_API_URL)
  const protocol = url.protocol === 'http:' ? 'http' : 'https'
  const { onRefused } = access
  return new Stripe(access.key, {
    apiVersion: STRIPE_API_VERSION,
    httpClient: Stripe.createFetchHttpClient(onRefused === undefined ? undefined : watched(onRefused)),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
    protocol,
    host: url.hostname,
    port: url.port === '' ? (protocol === 'http' ? 80 : 443) : Number(url.port),
  })
}

/** Request options for an account as Stripe knows it (`nameAt`): '' is the key's own. */
export const onAccount = (named: string): Stripe.RequestOptions =>
  named === '' ? {} : { stripeAccount: named }

/** How an account is named to Stripe. @throws TypeError for an own key and another account than its own */
export function nameAt({ ownAccount }: StripeAccess, account: string): string {
  if (ownAccount === null) return account
  if (account !== ownAccount) throw new TypeError("an agency's own key is for its own account")
  return ''
}

/** Without these nothing can be charged; a 403 elsewhere stops only what asked. */
const CHARGING = /^\/v1\/(payment_intents|invoices)(\/|$)/
/** Stripe names the permission in the text of a 403 (github.com/stripe/stripe-node/issues/2246, seen 2026-11-22). */
const PERMISSION = /'(rak_[a-z_]{1,80})'/

/** The permission that a text of Stripe names, or null. */
export const permissionIn = (text: string): string | null => PERMISSION.exec(text)?.[1] ?? null

function watched(onRefused: (reason: string) => Promise<void>): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    if (answer.status === 401) await onRefused('rejected')
    if (answer.status === 403 && CHARGING.test(new URL(answer.url).pathname)) {
      const permission = permissionIn(await answer.clone().text())
      if (permission !== null) await onRefused(permission)
    }
    return answer
  }
}
