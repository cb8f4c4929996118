/** Setup intents: a payment method is saved for later use. 3-D Secure at set-up always passes here. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { allowedTypes, flag, mergeMetadata, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, Store } from '../world.ts'
import { attachTo, methodOf } from './payment-methods.ts'

export function setupIntentOf(store: Store, id: string): Stripe.SetupIntent {
  const intent = store.setupIntents.get(id)
  if (intent === undefined) throw missing('setupintent', id, 'intent')
  return intent
}

export function makeSetupIntent(
  call: Call,
  from: { customer: string | null; types: string[]; usage: string; metadata: Record<string, string> },
): Stripe.SetupIntent {
  const id = call.world.id('seti')
  const intent: Stripe.SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_fake`,
    created: call.world.now(),
    customer: from.customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: from.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: from.types,
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: from.usage,
  }
  call.store.setupIntents.set(id, intent)
  call.world.emit(call, 'setup_intent.created', intent)
  return intent
}

/** Saves the method for the intent's customer and settles the intent. */
export function completeSetup(call: Call, intent: Stripe.SetupIntent, methodId: string): Stripe.SetupIntent {
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw invalid(`This SetupIntent's status is ${intent.status}.`, 'intent', 'setup_intent_unexpected_state')
  const method = methodOf(call.world, call.store, methodId)
  if (typeof intent.customer === 'string') attachTo(call, method, intent.customer)
  intent.payment_method = method.id
  intent.status = 'succeeded'
  call.world.emit(call, 'setup_intent.succeeded', intent)
  return intent
}

function create(call: Call): Stripe.SetupIntent {
  const { params } = call
  const types = allowedTypes(params)
  const intent = makeSetupIntent(call, {
    customer: text(params, 'customer') ?? null,
    types: types.length > 0 ? types : ['card'],
    usage: text(params, 'usage') ?? 'off_session',
    metadata: mergeMetadata({}, params),
  })
  const method = text(params, 'payment_method')
  if (method !== undefined && flag(params, 'confirm') === true) return completeSetup(call, intent, method)
  if (method !== undefined) {
    intent.payment_method = methodOf(call.world, call.store, method).id
    intent.status = 'requires_confirmation'
  }
  return intent
}

function confirm(call: Call): Stripe.SetupIntent {
  const intent = setupIntentOf(call.store, call.id)
  const method = text(call.params, 'payment_method') ?? (intent.payment_method as string | null)
  if (method === null) throw invalid('You must provide a payment method to confirm.', 'payment_method')
  return completeSetup(call, intent, method)
}

function cancel(call: Call): Stripe.SetupIntent {
  const intent = setupIntentOf(call.store, call.id)
  intent.status = 'canceled'
  call.world.emit(call, 'setup_intent.canceled', intent)
  return intent
}

export const setupIntentRoutes: Route[] = [
  { method: 'POST', path: '/v1/setup_intents', run: create },
  {
    method: 'GET',
    path: '/v1/setup_intents',
    run: (call) => page(call, '/v1/setup_intents', call.store.setupIntents.values(), () => true),
  },
  { method: 'GET', path: '/v1/setup_intents/:id', run: (call) => setupIntentOf(call.store, call.id) },
  { method: 'POST', path: '/v1/setup_intents/:id/confirm', run: confirm },
  { method: 'POST', path: '/v1/setup_intents/:id/cancel', run: cancel },
]
