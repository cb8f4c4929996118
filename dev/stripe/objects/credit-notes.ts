/** Credit notes on an invoice by amount. Lines are not imitated: the list of them is empty. */
import type Stripe from 'stripe'
import { invalid } from '../errors.ts'
import { integer, mergeMetadata, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call } from '../world.ts'
import { chargeOf } from './charges.ts'
import { invoiceOf } from './invoice-settle.ts'
import { refundCharge } from './refunds.ts'

function create(call: Call): Stripe.CreditNote {
  const { world, store, params } = call
  const invoice = invoiceOf(store, required(params, 'invoice'))
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalid('Credit notes need a finalized invoice.', 'invoice')
  const amount = integer(params, 'amount') ?? invoice.total
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount
  if (amount < 1 || amount > invoice.total - credited)
    throw invalid('The amount of the credit note is more than what is left of the invoice.', 'amount')
  const paid = invoice.status === 'paid'
  const refund = integer(params, 'refund_amount') ?? 0
  const outside = integer(params, 'out_of_band_amount') ?? 0
  // Stripe wants the parts of a post-payment note; one that names none is taken as credited, which Stripe would refuse.
  if (paid && refund + outside > 0 && refund + outside !== amount)
    throw invalid('The sum of what is refunded and credited must be the amount of the credit note.', 'amount')
  const refunded = refund > 0 ? refundCharge(call, chargeOfInvoice(call, invoice.id), refund) : null
  if (paid) invoice.post_payment_credit_notes_amount += amount
  else {
    invoice.pre_payment_credit_notes_amount += amount
    invoice.amount_due -= amount
    invoice.amount_remaining -= amount
  }
  const id = world.id('cn')
  const note: Stripe.CreditNote = {
    id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: world.now(),
    currency: invoice.currency,
    customer: String(invoice.customer),
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: world.now(),
    invoice: invoice.id,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: text(params, 'memo') ?? null,
    metadata: mergeMetadata({}, params),
    number: `${invoice.number ?? invoice.id}-CN-${String(store.creditNotes.size + 1).padStart(2, '0')}`,
    out_of_band_amount: outside === 0 ? null : outside,
    pdf: `${world.baseUrl}/credit_notes/${id}/pdf`,
    post_payment_amount: paid ? amount : 0,
    pre_payment_amount: paid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: (text(params, 'reason') ?? null) as Stripe.CreditNote.Reason | null,
    refunds:
      refunded === null
        ? []
        : [
            {
              amount_refunded: refund,
              payment_record_refund: null,
              refund: refunded.id,
              type: 'refund',
            },
          ],
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: paid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  }
  store.creditNotes.set(note.id, note)
  world.emit(call, 'credit_note.created', note)
  return note
}

function chargeOfInvoice(call: Call, invoice: string): Stripe.Charge {
  const { invoicePayments, paymentIntents } = call.store
  const payment = [...invoicePayments.values()].find(
    (one) => one.invoice === invoice && one.status === 'paid',
  )
  const intent = paymentIntents.get(String(payment?.payment.payment_intent ?? ''))
  if (intent === undefined) throw invalid('The invoice was not paid through Stripe.', 'refund_amount')
  return chargeOf(call.store, String(intent.latest_charge))
}

export const creditNoteRoutes: Route[] = [
  { method: 'POST', path: '/v1/credit_notes', run: create },
  {
    method: 'GET',
    path: '/v1/credit_notes',
    run(call) {
      const invoice = text(call.params, 'invoice')
      return page(
        call,
        '/v1/credit_notes',
        call.store.creditNotes.values(),
        (note) => invoice === undefined || note.invoice === invoice,
      )
    },
  },
]
