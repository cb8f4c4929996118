/** Payment intents: create, confirm (on and off session), cancel, retrieve, list, search. */
import type Stripe from 'stripe'
import { StripeFailure, invalid, missing } from '../errors.ts'
import { allowedTypes, flag, integer, mergeMetadata, required, text } from '../form.ts'
import type { Params } from '../form.ts'
import { page, search } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, Store } from '../world.ts'
import { customerOf } from './customers.ts'
import { pay } from './payment-outcome.ts'
import { methodOf } from './payment-methods.ts'

/** 0.50 in most currencies; the same minor figure is good enough for the ones the product uses. */
const AMOUNT_MIN = 50
const AMOUNT_MAX = 99_999_999

export function intentOf(store: Store, id: string): Stripe.PaymentIntent {
  const intent = store.paymentIntents.get(id)
  if (intent === undefined) throw missing('payment_intent', id, 'intent')
  return intent
}

/** A new intent in `requires_payment_method`; amount in minor units. */
export function makeIntent(
  call: Call,
  from: {
    amount: number
    currency: string
    customer: string | null
    description: string | null
    types: string[]
    metadata: Record<string, string>
  },
): Stripe.PaymentIntent {
  const id = call.world.id('pi')
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: from.types as NonNullable<
      Stripe.PaymentIntent['allowed_payment_method_types']
    >,
    amount: from.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_fake`,
    confirmation_method: 'automatic',
    created: call.world.now(),
    currency: from.currency,
    customer: from.customer,
    customer_account: null,
    description: from.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: from.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: from.types,
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
  call.store.paymentIntents.set(id, intent)
  call.world.emit(call, 'payment_intent.created', intent)
  return intent
}

function create(call: Call): Stripe.PaymentIntent {
  const { world, store, params } = call
  const amount = integer(params, 'amount')
  if (amount === undefined) throw invalid('Missing required param: amount.', 'amount', 'parameter_missing')
  const currency = required(params, 'currency').toLowerCase()
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${currency}.`, 'currency')
  if (amount < AMOUNT_MIN)
    throw invalid(`Amount must be at least ${AMOUNT_MIN} ${currency}`, 'amount', 'amount_too_small')
  if (amount > AMOUNT_MAX) throw invalid('Amount is too large', 'amount', 'amount_too_large')
  const customer = text(params, 'customer') ?? null
  if (customer !== null) customerOf(store, customer)
  const methodId = text(params, 'payment_method')
  const method = methodId === undefined ? undefined : methodOf(world, store, methodId)
  if (method !== undefined && method.customer !== customer && method.customer !== null)
    throw invalid(
      'The provided PaymentMethod cannot be used: it belongs to another customer, or no customer was given.',
      'payment_method',
    )
  const confirmed = flag(params, 'confirm') === true
  if (params['off_session'] !== undefined && !confirmed)
    throw invalid('off_session can be used only with confirm=true.', 'off_session')
  const types = allowedTypes(params)
  if (method !== undefined && types.length > 0 && !types.includes(method.type))
    throw invalid(`The PaymentMethod's type ${method.type} is not among the allowed ones.`, 'payment_method')
  const intent = makeIntent(call, {
    amount,
    currency,
    customer,
    description: text(params, 'description') ?? null,
    types: types.length > 0 ? types : [method?.type ?? 'card'],
    metadata: mergeMetadata({}, params),
  })
  if (method !== undefined) {
    intent.payment_method = method.id
    intent.status = 'requires_confirmation'
  }
  if (!confirmed) return intent
  if (method === undefined)
    throw invalid('You cannot confirm this PaymentIntent: no payment method.', 'confirm')
  return pay(call, intent, method, isOffSession(params))
}

/** `true`, `one_off` or `recurring`. */
function isOffSession(params: Params): boolean {
  const value = text(params, 'off_session')
  return value !== undefined && value !== 'false'
}

function confirm(call: Call): Stripe.PaymentIntent {
  const intent = intentOf(call.store, call.id)
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw unexpectedState(intent, 'confirm')
  const id = text(call.params, 'payment_method') ?? (intent.payment_method as string | null)
  if (id === null)
    throw invalid('You cannot confirm this PaymentIntent: no payment method.', 'payment_method')
  return pay(call, intent, methodOf(call.world, call.store, id), isOffSession(call.params))
}

/** The metadata alone can be changed here. */
function update(call: Call): Stripe.PaymentIntent {
  const intent = intentOf(call.store, call.id)
  intent.metadata = mergeMetadata(intent.metadata, call.params)
  return intent
}

function cancel(call: Call): Stripe.PaymentIntent {
  const intent = intentOf(call.store, call.id)
  if (['succeeded', 'canceled', 'processing'].includes(intent.status)) throw unexpectedState(intent, 'cancel')
  intent.status = 'canceled'
  intent.canceled_at = call.world.now()
  intent.cancellation_reason = (text(call.params, 'cancellation_reason') ??
    null) as Stripe.PaymentIntent.CancellationReason | null
  call.world.emit(call, 'payment_intent.canceled', intent)
  return intent
}

function unexpectedState(intent: Stripe.PaymentIntent, verb: string): StripeFailure {
  return new StripeFailure(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    payment_intent: structuredClone(intent),
  })
}

export const paymentIntentRoutes: Route[] = [
  { method: 'POST', path: '/v1/payment_intents', run: create },
  {
    method: 'GET',
    path: '/v1/payment_intents/search',
    run: (call) => search(call, '/v1/payment_intents/search', call.store.paymentIntents.values()),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    run(call) {
      const customer = text(call.params, 'customer')
      return page(
        call,
        '/v1/payment_intents',
        call.store.paymentIntents.values(),
        (intent) => customer === undefined || intent.customer === customer,
      )
    },
  },
  { method: 'GET', path: '/v1/payment_intents/:id', run: (call) => intentOf(call.store, call.id) },
  { method: 'POST', path: '/v1/payment_intents/:id', run: update },
  { method: 'POST', path: '/v1/payment_intents/:id/confirm', run: confirm },
  { method: 'POST', path: '/v1/payment_intents/:id/cancel', run: cancel },
]
