/**
 * What becomes of a payment: success, decline, authentication, or `processing` (SEPA) that a control call ends.
 * Off session a card that wants authentication is declined with 402 `authentication_required` and the intent falls back
 * to `requires_payment_method`; on session the intent waits in `requires_action`. (docs.stripe.com/payments/
 * payment-intents/lifecycle and /declines, as known on 2026-11-21.)
 */
import type Stripe from 'stripe'
import { StripeFailure, invalid } from '../errors.ts'
import type { Outcome } from '../outcomes.ts'
import type { Call } from '../world.ts'
import { settleInvoiceOf } from './invoice-settle.ts'
import { chargeOf, failCharge, makeCharge, succeedCharge } from './charges.ts'

type Decline = Extract<Outcome, { kind: 'decline' }>

const AUTHENTICATION_REQUIRED: Decline = {
  kind: 'decline',
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}
const DEBIT_FAILED: Decline = {
  kind: 'decline',
  code: 'payment_intent_payment_attempt_failed',
  decline_code: 'insufficient_funds',
  message: "The customer's account has insufficient funds to cover this payment.",
}

/** Pays an intent with a method. Throws the 402 that Stripe answers on a decline; the intent is kept. */
export function pay(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  offSession: boolean,
): Stripe.PaymentIntent {
  const outcome = call.store.outcomes.get(method.id) ?? { kind: 'succeed' }
  intent.payment_method = method.id
  if (outcome.kind === 'authenticate' && !offSession) {
    intent.status = 'requires_action'
    intent.next_action = {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: null, url: `${call.world.baseUrl}/authenticate/${intent.id}` },
    }
    call.world.emit(call, 'payment_intent.requires_action', intent)
    return intent
  }
  const charge = makeCharge(call, intent, method)
  intent.latest_charge = charge.id
  switch (outcome.kind) {
    case 'succeed':
      return succeed(call, intent, charge)
    case 'process':
      intent.status = 'processing'
      call.world.emit(call, 'charge.pending', charge)
      call.world.emit(call, 'payment_intent.processing', intent)
      return intent
    case 'authenticate':
      throw declined(call, intent, charge, method, AUTHENTICATION_REQUIRED)
    case 'decline':
      throw declined(call, intent, charge, method, outcome)
  }
}

function succeed(call: Call, intent: Stripe.PaymentIntent, charge: Stripe.Charge): Stripe.PaymentIntent {
  succeedCharge(call, charge)
  intent.status = 'succeeded'
  intent.amount_received = intent.amount
  intent.last_payment_error = null
  intent.next_action = null
  call.world.emit(call, 'payment_intent.succeeded', intent)
  settleInvoiceOf(call, intent)
  return intent
}

function fail(
  call: Call,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  method: Stripe.PaymentMethod,
  why: Decline,
): void {
  failCharge(call, charge, why)
  intent.status = 'requires_payment_method'
  intent.payment_method = null
  intent.next_action = null
  intent.last_payment_error = {
    type: 'card_error',
    code: why.code as Stripe.PaymentIntent.LastPaymentError.Code,
    message: why.message,
    charge: charge.id,
    payment_method: structuredClone(method),
    ...(why.decline_code === undefined ? {} : { decline_code: why.decline_code }),
  }
  call.world.emit(call, 'payment_intent.payment_failed', intent)
}

function declined(
  call: Call,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  method: Stripe.PaymentMethod,
  why: Decline,
): StripeFailure {
  fail(call, intent, charge, method, why)
  return new StripeFailure(402, {
    type: 'card_error',
    code: why.code,
    message: why.message,
    charge: charge.id,
    payment_intent: structuredClone(intent),
    payment_method: structuredClone(method),
    ...(why.decline_code === undefined ? {} : { decline_code: why.decline_code }),
  })
}

/** Days later: the debit of an intent in `processing` came through, or came back. */
export function settleProcessing(call: Call, intent: Stripe.PaymentIntent, how: 'succeed' | 'fail'): void {
  if (intent.status !== 'processing')
    throw invalid(`The intent is ${intent.status}, not processing.`, 'intent')
  const charge = chargeOf(call.store, intent.latest_charge as string)
  const method = call.store.paymentMethods.get(intent.payment_method as string)
  if (how === 'succeed' || method === undefined) succeed(call, intent, charge)
  else fail(call, intent, charge, method, DEBIT_FAILED)
}
