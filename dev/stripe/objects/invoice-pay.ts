/** Paying an invoice: a payment intent of its own and an invoice payment that joins them. */
import type Stripe from 'stripe'
import { StripeFailure, invalid, missing } from '../errors.ts'
import { flag, text } from '../form.ts'
import type { Call, Store } from '../world.ts'
import { customerOf } from './customers.ts'
import { makeIntent } from './payment-intents.ts'
import { methodOf } from './payment-methods.ts'
import { pay } from './payment-outcome.ts'

export function invoiceOf(store: Store, id: string): Stripe.Invoice {
  const invoice = store.invoices.get(id)
  if (invoice === undefined) throw missing('invoice', id)
  return invoice
}

/** The invoice is paid in full. */
export function settle(call: Call, invoice: Stripe.Invoice): void {
  invoice.status = 'paid'
  invoice.status_transitions.paid_at = call.world.now()
  invoice.amount_paid = invoice.amount_due
  invoice.amount_remaining = 0
  call.world.emit(call, 'invoice.paid', invoice)
}

/** Pays an open invoice off session, or notes that it was paid elsewhere. Throws the 402 of a decline. */
export function payInvoice(call: Call): Stripe.Invoice {
  const { world, store, params } = call
  const invoice = invoiceOf(store, call.id)
  if (invoice.status !== 'open') throw invalid(`Invoice is ${invoice.status ?? 'unknown'}.`, 'invoice')
  if (flag(params, 'paid_out_of_band') === true) {
    settle(call, invoice)
    return invoice
  }
  const customer = customerOf(store, invoice.customer as string)
  const methodId =
    text(params, 'payment_method') ??
    (invoice.default_payment_method as string | null) ??
    (customer.invoice_settings.default_payment_method as string | null)
  if (methodId === null)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      code: 'invoice_no_customer_line_items',
      message: 'There is no default payment method to pay this invoice with.',
    })
  const method = methodOf(world, store, methodId)
  const intent = makeIntent(call, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: customer.id,
    description: `Payment for Invoice ${invoice.number ?? ''}`,
    types: [method.type],
    metadata: {},
  })
  invoice.attempted = true
  invoice.attempt_count += 1
  const payment: Stripe.InvoicePayment = {
    id: world.id('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: intent.amount,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  store.invoicePayments.set(payment.id, payment)
  try {
    pay(call, intent, method, true)
  } catch (error) {
    world.emit(call, 'invoice.payment_failed', invoice)
    throw error
  }
  if (intent.status !== 'succeeded') return invoice
  payment.status = 'paid'
  payment.amount_paid = intent.amount
  payment.status_transitions.paid_at = world.now()
  settle(call, invoice)
  world.emit(call, 'invoice_payment.paid', payment)
  return invoice
}
