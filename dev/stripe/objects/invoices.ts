/** Invoices and invoice items: create, finalize, pay, void. No tax, no discounts, no proration, no PDF. */
import type Stripe from 'stripe'
import { invalid } from '../errors.ts'
import { flag, integer, mergeMetadata, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call } from '../world.ts'
import { customerOf } from './customers.ts'
import { addLine, itemRoutes, setTotals } from './invoice-items.ts'
import { payInvoice } from './invoice-pay.ts'
import { invoiceOf, settle } from './invoice-settle.ts'

function create(call: Call): Stripe.Invoice {
  const { world, store, params } = call
  const customer = customerOf(store, required(params, 'customer'))
  const id = world.id('in')
  const invoice: Stripe.Invoice = {
    id,
    object: 'invoice',
    account_country: world.country,
    account_name: null,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: flag(params, 'auto_advance') ?? false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: 'manual',
    collection_method: (text(params, 'collection_method') ??
      'charge_automatically') as Stripe.Invoice.CollectionMethod,
    created: world.now(),
    currency: text(params, 'currency') ?? world.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: text(params, 'default_payment_method') ?? null,
    default_source: null,
    default_tax_rates: [],
    description: text(params, 'description') ?? null,
    discounts: [],
    due_date: dueDate(call),
    effective_at: null,
    ending_balance: null,
    footer: text(params, 'footer') ?? null,
    from_invoice: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: mergeMetadata({}, params),
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: world.now(),
    period_start: world.now(),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  }
  store.invoices.set(id, invoice)
  if (text(params, 'pending_invoice_items_behavior') === 'include')
    for (const item of store.invoiceItems.values())
      if (item.invoice === null && item.customer === customer.id && item.currency === invoice.currency)
        addLine(call, invoice, item)
  world.emit(call, 'invoice.created', invoice)
  return invoice
}

function dueDate(call: Call): number | null {
  const days = integer(call.params, 'days_until_due')
  return days === undefined ? null : call.world.now() + days * 86_400
}

function finalize(call: Call): Stripe.Invoice {
  const { world, store } = call
  const invoice = invoiceOf(store, call.id)
  if (invoice.status !== 'draft') throw invalid('This invoice is already finalized.', 'invoice')
  const customer = customerOf(store, invoice.customer as string)
  const sequence = customer.next_invoice_sequence ?? 1
  customer.next_invoice_sequence = sequence + 1
  invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`
  invoice.effective_at = invoice.status_transitions.finalized_at = world.now()
  invoice.status = 'open'
  invoice.hosted_invoice_url = `${world.baseUrl}/invoices/${invoice.id}`
  world.emit(call, 'invoice.finalized', invoice)
  if (invoice.total === 0) settle(call, invoice)
  return invoice
}

function voidInvoice(call: Call): Stripe.Invoice {
  const invoice = invoiceOf(call.store, call.id)
  if (invoice.status !== 'open') throw invalid('You can only void open invoices.', 'invoice')
  invoice.status = 'void'
  invoice.status_transitions.voided_at = call.world.now()
  setTotals(invoice)
  call.world.emit(call, 'invoice.voided', invoice)
  return invoice
}

/** E-mails the page of an open invoice; nothing is sent here. */
function send(call: Call): Stripe.Invoice {
  const invoice = invoiceOf(call.store, call.id)
  if (invoice.status !== 'open') throw invalid('You can only send open invoices.', 'invoice')
  call.world.emit(call, 'invoice.sent', invoice)
  return invoice
}

export const invoiceRoutes: Route[] = [
  ...itemRoutes,
  { method: 'POST', path: '/v1/invoices', run: create },
  {
    method: 'GET',
    path: '/v1/invoices',
    run(call) {
      const customer = text(call.params, 'customer')
      return page(
        call,
        '/v1/invoices',
        call.store.invoices.values(),
        (invoice) => customer === undefined || invoice.customer === customer,
      )
    },
  },
  { method: 'GET', path: '/v1/invoices/:id', run: (call) => invoiceOf(call.store, call.id) },
  { method: 'POST', path: '/v1/invoices/:id/finalize', run: finalize },
  { method: 'POST', path: '/v1/invoices/:id/pay', run: payInvoice },
  { method: 'POST', path: '/v1/invoices/:id/void', run: voidInvoice },
  { method: 'POST', path: '/v1/invoices/:id/send', run: send },
]
