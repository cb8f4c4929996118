/** Checkout sessions, `mode=setup` only. The page itself is a control call: `completeCheckout(session, test method)`. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { allowedTypes, integer, mergeMetadata, object, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, Store, World } from '../world.ts'
import { customerOf } from './customers.ts'
import { completeSetup, makeSetupIntent, setupIntentOf } from './setup-intents.ts'

const DAY_S = 86_400

export function sessionOf(store: Store, id: string): Stripe.Checkout.Session {
  const session = store.sessions.get(id)
  if (session === undefined) throw missing('checkout.session', id, 'session')
  return session
}

function create(call: Call): Stripe.Checkout.Session {
  const { world, store, params } = call
  if (required(params, 'mode') !== 'setup') throw invalid('The stand-in does mode=setup only', 'mode')
  const customer = text(params, 'customer') ?? null
  if (customer !== null) customerOf(store, customer)
  const types = allowedTypes(params)
  if (types.length === 0 && text(params, 'currency') === undefined)
    throw invalid(
      'You must specify either `allowed_payment_method_types` or `currency` in setup mode.',
      'currency',
    )
  const intent = makeSetupIntent(call, {
    customer,
    types: types.length > 0 ? types : ['card'],
    usage: 'off_session',
    metadata: mergeMetadata({}, object(params, 'setup_intent_data')),
  })
  const id = world.id('cs_test')
  const session: Stripe.Checkout.Session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: types.length > 0 ? types : null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: text(params, 'cancel_url') ?? null,
    client_reference_id: text(params, 'client_reference_id') ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: world.now(),
    currency: text(params, 'currency') ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer,
    customer_account: null,
    customer_creation: null,
    customer_details: null,
    customer_email: text(params, 'customer_email') ?? null,
    discounts: null,
    expires_at: integer(params, 'expires_at') ?? world.now() + DAY_S,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: (text(params, 'locale') ?? null) as Stripe.Checkout.Session.Locale | null,
    managed_payments: null,
    metadata: mergeMetadata({}, params),
    mode: 'setup',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'always',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: intent.payment_method_types,
    payment_status: 'no_payment_required',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: intent.id,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: text(params, 'success_url') ?? null,
    total_details: null,
    ui_mode: 'hosted_page',
    url: `${world.baseUrl}/c/pay/${id}`,
    wallet_options: null,
  }
  store.sessions.set(id, session)
  return session
}

/** Where a session's page leads, whatever account it belongs to. */
export function readSessionUrls(world: World, id: string) {
  for (const store of world.accounts.values()) {
    const session = store.sessions.get(id)
    if (session !== undefined)
      return { status: session.status, success: session.success_url, cancel: session.cancel_url }
  }
  return undefined
}

/** What the client does on Stripe's page: enters a card or an IBAN, and is sent back. */
export function complete(call: Call, session: Stripe.Checkout.Session, method: string): void {
  if (session.status !== 'open') throw invalid(`The session is ${session.status}.`, 'session')
  completeSetup(call, setupIntentOf(call.store, session.setup_intent as string), method)
  session.status = 'complete'
  session.url = null
  call.world.emit(call, 'checkout.session.completed', session)
}

function expire(call: Call): Stripe.Checkout.Session {
  const session = sessionOf(call.store, call.id)
  if (session.status !== 'open') throw invalid('Only open sessions can be expired.', 'session')
  session.status = 'expired'
  session.url = null
  call.world.emit(call, 'checkout.session.expired', session)
  return session
}

export const checkoutRoutes: Route[] = [
  { method: 'POST', path: '/v1/checkout/sessions', run: create },
  {
    method: 'GET',
    path: '/v1/checkout/sessions',
    run: (call) => page(call, '/v1/checkout/sessions', call.store.sessions.values(), () => true),
  },
  { method: 'GET', path: '/v1/checkout/sessions/:id', run: (call) => sessionOf(call.store, call.id) },
  { method: 'POST', path: '/v1/checkout/sessions/:id/expire', run: expire },
]
