/** Credit notes on an invoice by amount. Their shape follows Stripe's fixture of 2026-07-29; lines are not imitated. */
import { invalid } from '../errors.ts'
import { integer, mergeMetadata, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call, CreditNote } from '../world.ts'
import { invoiceOf } from './invoice-pay.ts'

function create(call: Call): CreditNote {
  const { world, store, params } = call
  const invoice = invoiceOf(store, required(params, 'invoice'))
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalid('Credit notes need a finalized invoice.', 'invoice')
  const amount = integer(params, 'amount') ?? invoice.total
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount
  if (amount < 1 || amount > invoice.total - credited)
    throw invalid('The amount of the credit note is more than what is left of the invoice.', 'amount')
  const paid = invoice.status === 'paid'
  if (paid) invoice.post_payment_credit_notes_amount += amount
  else {
    invoice.pre_payment_credit_notes_amount += amount
    invoice.amount_due -= amount
    invoice.amount_remaining -= amount
  }
  const note: CreditNote = {
    id: world.id('cn'),
    object: 'credit_note',
    amount,
    created: world.now(),
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    livemode: false,
    memo: text(params, 'memo') ?? null,
    metadata: mergeMetadata({}, params),
    number: `${invoice.number ?? invoice.id}-CN-${String(store.creditNotes.size + 1).padStart(2, '0')}`,
    reason: text(params, 'reason') ?? null,
    status: 'issued',
    subtotal: amount,
    total: amount,
    type: paid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  }
  store.creditNotes.set(note.id, note)
  world.emit(call, 'credit_note.created', note)
  return note
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
        (note) => invoice === undefined || note['invoice'] === invoice,
      )
    },
  },
]
