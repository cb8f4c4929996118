/** Paying an invoice: a payment intent of its own and an invoice payment that joins them. */
import type Stripe from 'stripe'
import { StripeFailure, invalid } from '../errors.ts'
import { flag, text } from '../form.ts'
import type { Call } from '../world.ts'
import { customerOf } from './customers.ts'
import { invoiceOf, settle } from './invoice-settle.ts'
import { makeIntent } from './payment-intents.ts'
import { methodOf } from './payment-methods.ts'
import { pay } from './payment-outcome.ts'

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
  invoice.attempted = true
  invoice.attempt_count += 1
  const intent = intentFor(call, invoice, customer.id, method.type)
  try {
    pay(call, intent, method, true)
  } catch (error) {
    world.emit(call, 'invoice.payment_failed', invoice)
    throw error
  }
  return invoice
}

/** The intent that the invoice is paid by: a second try takes the same. (Stripe makes it when it finalizes.) */
function intentFor(
  call: Call,
  invoice: Stripe.Invoice,
  customer: string,
  type: string,
): Stripe.PaymentIntent {
  const { world, store } = call
  const open = [...store.invoicePayments.values()].find(
    (payment) => payment.invoice === invoice.id && payment.status === 'open',
  )
  const known = store.paymentIntents.get(String(open?.payment.payment_intent ?? ''))
  if (known !== undefined) {
    // A credit note may have lowered what is open.
    known.amount = invoice.amount_remaining
    return known
  }
  const intent = makeIntent(call, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer,
    description: `Payment for Invoice ${invoice.number ?? ''}`,
    types: [type],
    metadata: {},
  })
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
  return intent
}
