/** Payment methods: made from Stripe's test ids or an IBAN; attach, detach, list a customer's. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { object, required, text } from '../form.ts'
import { page } from '../lists.ts'
import { TEST_METHODS, fingerprint, sepaFromIban } from '../outcomes.ts'
import type { TestMethod } from '../outcomes.ts'
import type { Route } from '../route.ts'
import type { Call, Store, World } from '../world.ts'
import { addressOf, customerOf } from './customers.ts'

const TOKENS: Readonly<Record<string, string>> = {
  tok_visa: 'pm_card_visa',
  tok_mastercard: 'pm_card_mastercard',
  tok_amex: 'pm_card_amex',
  tok_de: 'pm_card_de',
  tok_chargeDeclined: 'pm_card_chargeDeclined',
}

/** Makes a stored payment method; not attached to anybody. */
export function mint(world: World, store: Store, method: TestMethod): Stripe.PaymentMethod {
  const common = {
    id: world.id('pm'),
    object: 'payment_method' as const,
    allow_redisplay: 'unspecified' as const,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
  }
  const made: Stripe.PaymentMethod =
    method.type === 'sepa_debit'
      ? {
          ...common,
          type: 'sepa_debit',
          sepa_debit: {
            bank_code: '37040044',
            branch_code: null,
            country: method.country,
            fingerprint: fingerprint(method),
            generated_from: null,
            last4: method.last4,
          },
        }
      : {
          ...common,
          type: 'card',
          card: {
            brand: method.brand,
            checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
            country: method.country,
            display_brand: method.brand,
            exp_month: 12,
            exp_year: 2034,
            fingerprint: fingerprint(method),
            funding: 'credit',
            generated_from: null,
            last4: method.last4,
            networks: { available: [method.brand], preferred: null },
            regulated_status: 'unregulated',
            three_d_secure_usage: { supported: true },
            wallet: null,
          },
        }
  store.paymentMethods.set(made.id, made)
  store.outcomes.set(made.id, method.outcome)
  return made
}

/** A stored method, or a new one for a test id such as `pm_card_visa`. */
export function methodOf(
  world: World,
  store: Store,
  id: string,
  param = 'payment_method',
): Stripe.PaymentMethod {
  const stored = store.paymentMethods.get(id)
  if (stored !== undefined) return stored
  const test = TEST_METHODS[id]
  if (test === undefined) throw missing('PaymentMethod', id, param)
  return mint(world, store, test)
}

export function attachTo(call: Call, method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
  customerOf(call.store, customer)
  if (method.customer !== null && method.customer !== customer)
    throw invalid(
      'The payment method you provided has already been attached to a customer.',
      'payment_method',
    )
  if (method.customer === null) {
    method.customer = customer
    call.world.emit(call, 'payment_method.attached', method)
  }
  return method
}

function create(call: Call): Stripe.PaymentMethod {
  const { world, store, params } = call
  const type = required(params, 'type')
  const details = object(params, 'billing_details')
  let method: TestMethod | undefined
  if (type === 'sepa_debit') method = sepaFromIban(required(object(params, 'sepa_debit'), 'iban'))
  else if (type === 'card') method = TEST_METHODS[TOKENS[text(object(params, 'card'), 'token') ?? ''] ?? '']
  if (method === undefined)
    throw invalid('The stand-in makes a card from a test token and a debit from an IBAN only', 'card')
  const made = mint(world, store, method)
  made.billing_details = {
    address: addressOf(details),
    email: text(details, 'email') ?? null,
    name: text(details, 'name') ?? null,
    phone: text(details, 'phone') ?? null,
    tax_id: null,
  }
  return made
}

function detach(call: Call): Stripe.PaymentMethod {
  const method = methodOf(call.world, call.store, call.id, 'id')
  method.customer = null
  call.world.emit(call, 'payment_method.detached', method)
  return method
}

const ofCustomer = (call: Call, customer: string, url: string) => {
  customerOf(call.store, customer)
  const type = text(call.params, 'type')
  return page(
    call,
    url,
    call.store.paymentMethods.values(),
    (method) => method.customer === customer && (type === undefined || method.type === type),
  )
}

export const paymentMethodRoutes: Route[] = [
  { method: 'POST', path: '/v1/payment_methods', run: create },
  {
    method: 'GET',
    path: '/v1/payment_methods',
    run: (call) => ofCustomer(call, required(call.params, 'customer'), '/v1/payment_methods'),
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    run: (call) => ofCustomer(call, call.id, `/v1/customers/${call.id}/payment_methods`),
  },
  {
    method: 'GET',
    path: '/v1/payment_methods/:id',
    run: (call) => methodOf(call.world, call.store, call.id, 'id'),
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/attach',
    run: (call) =>
      attachTo(call, methodOf(call.world, call.store, call.id, 'id'), required(call.params, 'customer')),
  },
  { method: 'POST', path: '/v1/payment_methods/:id/detach', run: detach },
]
