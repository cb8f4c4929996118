/**
 * Stripe for this machine.
 *
 * Imitates the part of the API that the product uses, version 2026-10-28.endive: form-encoded requests, Bearer keys (restricted ones with their rights),
 * `Stripe-Account`, `Idempotency-Key`, `Stripe-Version`, `Request-Id`, expansion, lists, search; customers, payment
 * methods (test ids of Stripe's own naming), setup intents, Checkout in setup mode, payment intents, charges, balance
 * transactions with fees, refunds, disputes, invoices, credit notes, accounts and their onboarding link, events; signed
 * webhooks.
 * Sources: the type declarations of npm stripe 23.1.0, Stripe's fixtures of 2026-07-29, docs.stripe.com as known on
 * 2026-11-21. Replies are checked against the derived OpenAPI in test/conformance.
 *
 * Does not imitate: refusing unknown parameters (the contract tests do), rights beyond keys.ts, rate limits (but as
 * a fault), payouts, subscriptions, tax, currency conversion, captures, radar, balance that becomes available, webhook
 * retries by the clock, Stripe's own pages.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Stripe from 'stripe'
import { hangUp, listen, pushBounded, readBody, sendJson } from '../net/http.ts'
import { answerCheckoutPage } from './checkout-page.ts'
import { authorize, failureAnswer, header, refusal, serverError } from './answers.ts'
import { makeControl } from './control.ts'
import { StripeFailure } from './errors.ts'
import { Faults } from './faults.ts'
import type { FaultKind } from './faults.ts'
import { parseForm } from './form.ts'
import type { Params } from './form.ts'
import { Idempotency } from './idempotency.ts'
import type { StoredAnswer } from './idempotency.ts'
import { Keys } from './keys.ts'
import { expand } from './lists.ts'
import type { StripeHandle, StripeOptions, StripeRequest } from './handle.ts'
import { findRoute } from './router.ts'
import { Webhooks } from './webhooks.ts'
import { API_VERSION, DEFAULT_FEES, World } from './world.ts'

export type { StripeHandle, StripeOptions, StripeRequest } from './handle.ts'

const BODY_BYTES_MAX = 1024 * 1024
const LOG_MAX = 1_000

export async function startStripe(options: StripeOptions = {}): Promise<StripeHandle> {
  const clock = options.clock ?? Date.now
  const ids = options.ids ?? (() => randomBytes(12).toString('hex'))
  const keyPrefix = options.keyPrefix ?? ['sk', 'test'].join('_')
  const world = new World({
    clock,
    ids,
    fees: { ...DEFAULT_FEES, ...options.fees },
    account: options.account ?? 'acct_fakeAgency',
    connectedAccounts: options.connectedAccounts ?? [],
    country: options.country ?? 'US',
    currency: options.currency ?? 'usd',
  })
  const faults = new Faults()
  const keys = new Keys(keyPrefix, world.ownAccount)
  const webhooks = new Webhooks(clock, options.webhook)
  /** Endpoints that accounts have of their own, beside the platform's. */
  const ownEndpoints = new Map<string, Webhooks>()
  const deliverAll = async () => {
    const all = await webhooks.deliver()
    for (const own of ownEndpoints.values()) all.push(...(await own.deliver()))
    return all
  }
  /** An account that is connected and has an endpoint too is told of at both, under one id. */
  const tell = (event: Stripe.Event) => {
    const { account, ...rest } = event
    if (account === undefined || world.connected.has(account)) webhooks.push(event)
    ownEndpoints.get(account ?? world.ownAccount)?.push(rest as Stripe.Event)
  }
  const idempotency = new Idempotency(clock)
  const requests: StripeRequest[] = []
  let auto: Promise<unknown> = Promise.resolve()
  /** Events of the request in work; handlers run to their end at once, so they cannot mix. */
  let emitted: Stripe.Event[] = []
  const deliverSoon = () => {
    if (options.autoDeliver === true) auto = auto.then(deliverAll)
  }
  /** For what happens outside a request: a debit that settles, a dispute, a page that is filled in. */
  const enqueue = (event: Stripe.Event) => {
    tell(event)
    deliverSoon()
  }
  world.onEvent = enqueue
  const control = makeControl(world)

  /** Runs one operation; all that can go wrong inside becomes an answer. */
  function work(
    request: IncomingMessage,
    path: string,
    params: Params,
    requestId: string,
    keyAccount: string,
    fault?: FaultKind,
  ) {
    emitted = []
    world.onEvent = (event) => void emitted.push(event)
    world.searchLag_ms = faults.searchLag_ms
    try {
      if (fault === 'status500BeforeWork') throw serverError()
      const connected = header(request, 'stripe-account') ?? undefined
      const found = findRoute(request.method ?? '', path)
      if (found === undefined)
        throw new StripeFailure(404, {
          type: 'invalid_request_error',
          message: `Unrecognized request URL (${request.method ?? ''}: ${path}).`,
        })
      const call = {
        world,
        store:
          connected === undefined
            ? world.store(keyAccount)
            : world.named(connected, keys.isPlatform(keyAccount)),
        connected,
        params,
        id: found.id,
        requestId,
        idempotencyKey: header(request, 'idempotency-key'),
      }
      const answer = expand(call, found.route.run(call))
      if (fault === 'status500AfterWork') throw serverError()
      return { status: 200, body: JSON.stringify(answer), requestId }
    } catch (error) {
      return failureAnswer(error, requestId)
    } finally {
      world.onEvent = enqueue
      if (fault !== 'loseWebhook')
        for (const event of emitted) {
          tell(event)
          if (fault === 'doubleWebhook') tell(event)
        }
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `req_${ids()}`
    const { pathname: path, search: query } = new URL(request.url ?? '/', 'http://localhost')
    const method = request.method ?? ''
    const body = await readBody(request, BODY_BYTES_MAX)
    if (answerCheckoutPage(world, control.completeCheckout, { method, path, body: body ?? '' }, response))
      return
    const key = header(request, 'idempotency-key')
    const account = header(request, 'stripe-account')
    const fault = faults.take(method, path)
    if (fault === 'hangUpBeforeWork') return hangUp(response)
    let params: Params = {}
    let replayed = false
    let keyAccount: string | null = null
    let answer: StoredAnswer
    try {
      if (body === undefined)
        throw new StripeFailure(413, { type: 'invalid_request_error', message: 'Too large' })
      params = parseForm(method === 'POST' ? body : query.slice(1))
      keyAccount = authorize(request, keys, path)
      const scopedKey =
        method === 'POST' && key !== null ? `${keyAccount}/${account ?? ''}:${key}` : undefined
      if (fault === 'status409' || fault === 'status429') throw refusal(fault)
      const stored =
        scopedKey === undefined
          ? undefined
          : idempotency.begin(scopedKey, `${method} ${path} ${JSON.stringify(params)}`)
      replayed = stored !== undefined
      if (stored === undefined && faults.gate !== undefined) await faults.gate
      answer = stored ?? work(request, path, params, requestId, keyAccount, fault)
      if (scopedKey !== undefined && !replayed) idempotency.finish(scopedKey, answer)
    } catch (error) {
      answer = failureAnswer(error, requestId)
    }
    pushBounded(
      requests,
      {
        method,
        path,
        params,
        idempotencyKey: key,
        account,
        keyAccount,
        version: header(request, 'stripe-version'),
        status: answer.status,
        body: answer.body,
      },
      LOG_MAX,
    )
    if (fault === 'webhookBeforeAnswer') await deliverAll()
    if (fault === 'hangUpAfterSuccess') hangUp(response)
    else if (fault !== 'timeoutAfterSuccess')
      sendJson(response, answer.status, answer.body, {
        'request-id': requestId,
        'stripe-version': API_VERSION,
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...(replayed ? { 'idempotent-replayed': 'true', 'original-request': answer.requestId } : {}),
        ...(account === null ? {} : { 'stripe-account': account }),
        ...(answer.status === 409 || answer.status === 429 ? { 'stripe-should-retry': 'true' } : {}),
      })
    deliverSoon()
  }

  const listener = await listen((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('stripe stand-in:', error)
      hangUp(response)
    })
  }, options.port)
  world.baseUrl = listener.url
  return {
    ...control,
    url: listener.url,
    port: listener.port,
    faults,
    keys,
    webhooks,
    world,
    requests,
    clearRequests: () => void requests.splice(0),
    addAccount(account, key, endpoint) {
      world.addAccount(account)
      keys.allow(key, account)
      const own = new Webhooks(clock, endpoint)
      ownEndpoints.set(account, own)
      return own
    },
    deliverWebhooks: deliverAll,
    settled: async () => void (await auto),
    close: () => listener.close(),
  }
}
