/** How an invoice comes to be paid. */
import type Stripe from 'stripe'
import { missing } from '../errors.ts'
import type { Call, Store } from '../world.ts'

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

/** A payment intent went through: an invoice that it belongs to is paid, however long it took. */
export function settleInvoiceOf(call: Call, intent: Stripe.PaymentIntent): void {
  const { world, store } = call
  for (const payment of store.invoicePayments.values()) {
    if (payment.payment.payment_intent !== intent.id || payment.status !== 'open') continue
    payment.status = 'paid'
    payment.amount_paid = intent.amount
    payment.status_transitions.paid_at = world.now()
    settle(call, invoiceOf(store, String(payment.invoice)))
    world.emit(call, 'invoice_payment.paid', payment)
  }
}
