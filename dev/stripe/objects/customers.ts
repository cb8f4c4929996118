/** Customers: create, retrieve, update, delete, list by e-mail, search by name, e-mail, metadata. */
import type Stripe from 'stripe'
import { missing } from '../errors.ts'
import { mergeMetadata, object, text } from '../form.ts'
import type { Params } from '../form.ts'
import { page, search } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, Store } from '../world.ts'

export function customerOf(store: Store, id: string, param = 'customer'): Stripe.Customer {
  const customer = store.customers.get(id)
  if (customer === undefined) throw missing('customer', id, param)
  return customer
}

export function addressOf(params: Params): Stripe.Address | null {
  if (params['address'] === undefined || params['address'] === '') return null
  const address = object(params, 'address')
  return {
    city: text(address, 'city') ?? null,
    country: text(address, 'country') ?? null,
    line1: text(address, 'line1') ?? null,
    line2: text(address, 'line2') ?? null,
    postal_code: text(address, 'postal_code') ?? null,
    state: text(address, 'state') ?? null,
  }
}

function apply(customer: Stripe.Customer, params: Params): void {
  if (params['email'] !== undefined) customer.email = text(params, 'email') ?? null
  if (params['name'] !== undefined) customer.name = text(params, 'name') ?? null
  if (params['phone'] !== undefined) customer.phone = text(params, 'phone') ?? null
  if (params['description'] !== undefined) customer.description = text(params, 'description') ?? null
  if (params['address'] !== undefined) customer.address = addressOf(params)
  customer.metadata = mergeMetadata(customer.metadata, params)
  const method = text(object(params, 'invoice_settings'), 'default_payment_method')
  if (method !== undefined) customer.invoice_settings.default_payment_method = method
}

function create(call: Call): Stripe.Customer {
  const { world, store, params } = call
  const customer: Stripe.Customer = {
    id: world.id('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: 'FAKE0001',
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  apply(customer, params)
  store.customers.set(customer.id, customer)
  world.emit(call, 'customer.created', customer)
  return customer
}

function update(call: Call): Stripe.Customer {
  const customer = customerOf(call.store, call.id, 'id')
  apply(customer, call.params)
  call.world.emit(call, 'customer.updated', customer)
  return customer
}

function remove(call: Call) {
  const customer = customerOf(call.store, call.id, 'id')
  call.store.customers.delete(customer.id)
  call.world.emit(call, 'customer.deleted', customer)
  return { id: customer.id, object: 'customer', deleted: true }
}

export const customerRoutes: Route[] = [
  { method: 'POST', path: '/v1/customers', run: create },
  {
    method: 'GET',
    path: '/v1/customers/search',
    run: (call) => search(call, '/v1/customers/search', call.store.customers.values()),
  },
  {
    method: 'GET',
    path: '/v1/customers',
    run(call) {
      const email = text(call.params, 'email')
      return page(
        call,
        '/v1/customers',
        call.store.customers.values(),
        (customer) => email === undefined || customer.email === email,
      )
    },
  },
  { method: 'GET', path: '/v1/customers/:id', run: (call) => customerOf(call.store, call.id, 'id') },
  { method: 'POST', path: '/v1/customers/:id', run: update },
  { method: 'DELETE', path: '/v1/customers/:id', run: remove },
]
