/** Charges: made by payment intents only; retrieve, list, search. */
import type Stripe from 'stripe'
import { missing } from '../errors.ts'
import { text } from '../form.ts'
import { page, search } from '../lists.ts'
import type { Outcome } from '../outcomes.ts'
import type { Route } from '../route.ts'
import type { Call, Store } from '../world.ts'
import { book, feeOf } from './balance.ts'

export function chargeOf(store: Store, id: string): Stripe.Charge {
  const charge = store.charges.get(id)
  if (charge === undefined) throw missing('charge', id)
  return charge
}

function detailsOf(
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails {
  const { card, sepa_debit } = method
  if (sepa_debit !== undefined) {
    const { bank_code, branch_code, country, fingerprint, last4 } = sepa_debit
    return {
      type: 'sepa_debit',
      sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate: null },
    }
  }
  if (card === undefined) return { type: method.type }
  return {
    type: 'card',
    card: {
      amount_authorized: intent.amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: null,
      regulated_status: card.regulated_status,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  }
}

/** A new charge in the state `pending`; settle it with `succeedCharge` or `failCharge`. */
export function makeCharge(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.Charge {
  const { world, store } = call
  const charge: Stripe.Charge = {
    id: world.id(method.type === 'card' ? 'ch' : 'py'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: null,
    captured: true,
    created: world.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: detailsOf(intent, method),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  }
  store.charges.set(charge.id, charge)
  return charge
}

export function succeedCharge(call: Call, charge: Stripe.Charge): void {
  const { world, store } = call
  const type = charge.payment_method_details?.type === 'sepa_debit' ? 'sepa_debit' : 'card'
  const transaction = book(world, store, {
    amount: charge.amount,
    fee: feeOf(charge.amount, world.fees[type]),
    currency: charge.currency,
    type: type === 'card' ? 'charge' : 'payment',
    category: 'charge',
    source: charge.id,
    description: charge.description,
  })
  charge.status = 'succeeded'
  charge.paid = true
  charge.amount_captured = charge.amount
  charge.balance_transaction = transaction.id
  charge.outcome = outcomeOf('approved_by_network', 'authorized', 'Payment complete.')
  world.emit(call, 'charge.succeeded', charge)
}

export function failCharge(
  call: Call,
  charge: Stripe.Charge,
  why: Extract<Outcome, { kind: 'decline' }>,
): void {
  charge.status = 'failed'
  charge.paid = false
  charge.captured = false
  charge.failure_code = why.code
  charge.failure_message = why.message
  charge.outcome = {
    ...outcomeOf('declined_by_network', 'issuer_declined', 'The bank did not return any further details.'),
    reason: why.decline_code ?? why.code,
  }
  call.world.emit(call, 'charge.failed', charge)
}

function outcomeOf(network: string, type: string, message: string): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: network,
    reason: null,
    risk_level: 'normal',
    seller_message: message,
    type,
  }
}

export const chargeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/charges/search',
    run: (call) => search(call, '/v1/charges/search', call.store.charges.values()),
  },
  {
    method: 'GET',
    path: '/v1/charges',
    run(call) {
      const customer = text(call.params, 'customer')
      const intent = text(call.params, 'payment_intent')
      return page(
        call,
        '/v1/charges',
        call.store.charges.values(),
        (charge) =>
          (customer === undefined || charge.customer === customer) &&
          (intent === undefined || charge.payment_intent === intent),
      )
    },
  },
  { method: 'GET', path: '/v1/charges/:id', run: (call) => chargeOf(call.store, call.id) },
]
