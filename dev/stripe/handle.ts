/** What the stand-in is started with and what it hands out. */
import type { Control } from './control.ts'
import type { Faults } from './faults.ts'
import type { Params } from './form.ts'
import type { Keys } from './keys.ts'
import type { Delivery, WebhookEndpoint, Webhooks } from './webhooks.ts'
import type { FeeRule, World } from './world.ts'

export interface StripeOptions {
  /** 0 or none = a free port. */
  port?: number
  /** Keys that begin so are let in; default `sk_test`. */
  keyPrefix?: string
  /** Milliseconds since the epoch; default the system's clock. */
  clock?: () => number
  /** The changing part of ids; default random. Must never repeat. */
  ids?: () => string
  fees?: Partial<Record<'card' | 'sepa_debit', FeeRule>>
  /** Id of the key's own account. */
  account?: string
  /** Ids that `Stripe-Account` may name. */
  connectedAccounts?: readonly string[]
  country?: string
  currency?: string
  webhook?: WebhookEndpoint
  /** Deliver after each answer and each control call, without being told; default false. */
  autoDeliver?: boolean
}

export interface StripeRequest {
  readonly method: string
  readonly path: string
  readonly params: Params
  readonly idempotencyKey: string | null
  /** What `Stripe-Account` named. */
  readonly account: string | null
  /** The account of the key; null where the key was not let in. */
  readonly keyAccount: string | null
  readonly version: string | null
  /** Status of the answer, also when it was never sent. */
  readonly status: number
  readonly body: string
}

export interface StripeHandle extends Control {
  readonly url: string
  readonly port: number
  readonly faults: Faults
  readonly keys: Keys
  /** The platform's endpoint: its own account's events, and those of connected accounts. */
  readonly webhooks: Webhooks
  readonly world: World
  /** The newest 1,000 requests. */
  readonly requests: readonly StripeRequest[]
  clearRequests(): void
  /** An account of somebody else's, with a restricted key; and, if told, an endpoint of its own for its events. */
  addAccount(account: string, key: string, endpoint?: WebhookEndpoint): Webhooks
  deliverWebhooks(): Promise<Delivery[]>
  /** Resolves when deliveries that `autoDeliver` began are done. */
  settled(): Promise<void>
  close(): Promise<void>
}
