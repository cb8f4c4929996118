/** Refunds: succeed at once; the fee of the charge is not given back. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { integer, mergeMetadata, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call } from '../world.ts'
import { book } from './balance.ts'
import { chargeOf } from './charges.ts'
import { intentOf } from './payment-intents.ts'

function chargeFor(call: Call): Stripe.Charge {
  const intent = text(call.params, 'payment_intent')
  const id =
    intent === undefined
      ? text(call.params, 'charge')
      : (intentOf(call.store, intent).latest_charge as string | null)
  if (id === undefined || id === null)
    throw invalid('One of the following params should be provided: charge, payment_intent.', 'charge')
  return chargeOf(call.store, id)
}

function create(call: Call): Stripe.Refund {
  return refundCharge(call, chargeFor(call), integer(call.params, 'amount'))
}

/** @param wanted minor units; undefined = what is left */
export function refundCharge(call: Call, charge: Stripe.Charge, wanted: number | undefined): Stripe.Refund {
  const { world, store, params } = call
  if (charge.status !== 'succeeded') throw invalid(`Charge ${charge.id} is ${charge.status}.`, 'charge')
  const rest = charge.amount - charge.amount_refunded
  if (rest === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, 'charge', 'charge_already_refunded')
  const amount = wanted ?? rest
  if (amount < 1 || amount > rest)
    throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${rest})`, 'amount')
  const id = world.id('re')
  const transaction = book(world, store, {
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    type: charge.payment_method_details?.type === 'card' ? 'refund' : 'payment_refund',
    category: 'refund',
    source: id,
    description: 'REFUND FOR CHARGE',
  })
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: mergeMetadata({}, params),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: (text(params, 'reason') ?? null) as Stripe.Refund.Reason | null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
  store.refunds.set(id, refund)
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  world.emit(call, 'refund.created', refund)
  world.emit(call, 'charge.refunded', charge)
  return refund
}

export const refundRoutes: Route[] = [
  { method: 'POST', path: '/v1/refunds', run: create },
  {
    method: 'GET',
    path: '/v1/refunds',
    run(call) {
      const charge = text(call.params, 'charge')
      const intent = text(call.params, 'payment_intent')
      return page(
        call,
        '/v1/refunds',
        call.store.refunds.values(),
        (refund) =>
          (charge === undefined || refund.charge === charge) &&
          (intent === undefined || refund.payment_intent === intent),
      )
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    run(call) {
      const refund = call.store.refunds.get(call.id)
      if (refund === undefined) throw missing('refund', call.id)
      return refund
    },
  },
]
