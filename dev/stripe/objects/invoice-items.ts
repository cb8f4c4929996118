/** Invoice items and the lines they become. */
import type Stripe from 'stripe'
import { invalid, missing } from '../errors.ts'
import { integer, mergeMetadata, object, objects, required, text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { Call } from '../world.ts'
import { customerOf } from './customers.ts'

/** Sums of an invoice from its lines; minor units. */
export function setTotals(invoice: Stripe.Invoice): void {
  const total = invoice.lines.data.reduce((sum, line) => sum + line.amount, 0)
  invoice.subtotal = invoice.total = total
  invoice.subtotal_excluding_tax = invoice.total_excluding_tax = total
  invoice.amount_due = invoice.amount_remaining = Math.max(total, 0)
}

export function addLine(call: Call, invoice: Stripe.Invoice, item: Stripe.InvoiceItem): void {
  const { amount, currency, description, period, quantity } = item
  item.invoice = invoice.id
  invoice.lines.data.push({
    id: call.world.id('il'),
    object: 'line_item',
    amount,
    currency,
    description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: null,
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: amount,
    taxes: [],
  })
  setTotals(invoice)
}

function create(call: Call): Stripe.InvoiceItem {
  const { world, store, params } = call
  const customer = customerOf(store, required(params, 'customer'))
  const amount = integer(params, 'amount')
  if (amount === undefined) throw invalid('The stand-in makes items from an amount only.', 'amount')
  const invoiceId = text(params, 'invoice') ?? null
  const item = {
    id: world.id('ii'),
    object: 'invoiceitem',
    amount,
    currency: text(params, 'currency') ?? world.currency,
    customer: customer.id,
    customer_account: null,
    date: world.now(),
    description: text(params, 'description') ?? null,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: mergeMetadata({}, params),
    net_amount: amount,
    parent: null,
    period: { start: world.now(), end: world.now() },
    pricing: null,
    proration: false,
    quantity: 1,
    // The library turns decimals into objects; on the wire they are strings.
    quantity_decimal: '1',
    tax_rates: [],
    test_clock: null,
  } as unknown as Stripe.InvoiceItem
  store.invoiceItems.set(item.id, item)
  if (invoiceId !== null) {
    const invoice = store.invoices.get(invoiceId)
    if (invoice === undefined) throw missing('invoice', invoiceId, 'invoice')
    if (invoice.status !== 'draft') throw invalid('This invoice is no longer editable.', 'invoice')
    addLine(call, invoice, item)
  }
  world.emit(call, 'invoiceitem.created', item)
  return item
}

/** Several lines at once, all or none. */
function addLines(call: Call): Stripe.Invoice {
  const { world, store, params } = call
  const invoice = store.invoices.get(call.id)
  if (invoice === undefined) throw missing('invoice', call.id)
  if (invoice.status !== 'draft') throw invalid('This invoice is no longer editable.', 'invoice')
  const lines = objects(params, 'lines')
  if (lines.length === 0) throw invalid('Missing required param: lines.', 'lines', 'parameter_missing')
  for (const line of lines) {
    const amount = integer(line, 'amount')
    if (amount === undefined) throw invalid('The stand-in makes lines from an amount only.', 'amount')
    const period = object(line, 'period')
    const at = (name: string) => integer(period, name) ?? world.now()
    addLine(call, invoice, {
      id: world.id('ii'),
      amount,
      currency: invoice.currency,
      description: text(line, 'description') ?? null,
      metadata: mergeMetadata({}, line),
      period: { start: at('start'), end: at('end') },
      quantity: 1,
      quantity_decimal: '1',
    } as unknown as Stripe.InvoiceItem)
  }
  world.emit(call, 'invoice.updated', invoice)
  return invoice
}

export const itemRoutes: Route[] = [
  { method: 'POST', path: '/v1/invoices/:id/add_lines', run: addLines },
  { method: 'POST', path: '/v1/invoiceitems', run: create },
  {
    method: 'GET',
    path: '/v1/invoiceitems',
    run(call) {
      const customer = text(call.params, 'customer')
      return page(
        call,
        '/v1/invoiceitems',
        call.store.invoiceItems.values(),
        (item) => customer === undefined || item.customer === customer,
      )
    },
  },
]
