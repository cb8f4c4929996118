import type { Stripe } from 'stripe'
import type { Billed, ChargeIntent, InvoiceDocument } from '../provider.ts'
import { signedAmount } from './amount.ts'
import { onAccount } from './client.ts'
import { findInvoice, outcomeOfInvoice, stateOfPayment } from './invoice.ts'
import { AGENCY_ID, CHARGE_ID, CLIENT_ID, LINE } from './metadata.ts'
import { outcomeOfError } from './outcome.ts'

/**
 * Make, lines, finalize, pay or send. What Stripe has already is found by our metadata first, and each step has a key of
 * its own, derived from the row's: whichever step a crash or a lost answer came after, the next call goes on there.
 */
export async function billInvoice(
  stripe: Stripe,
  intent: ChargeIntent,
  document: InvoiceDocument,
): Promise<Billed> {
  let invoice: Stripe.Invoice | null = null
  const billed = (outcome: Billed['outcome']): Billed => ({
    outcome,
    document:
      invoice === null
        ? null
        : { ref: invoice.id, number: invoice.number, url: invoice.hosted_invoice_url ?? null },
  })
  try {
    invoice = await findInvoice(stripe, intent)
    invoice ??= await make(stripe, intent, document)
    if (invoice.status === 'draft') {
      if (invoice.lines.data.length === 0) invoice = await addLines(stripe, intent, document, invoice.id)
      if (invoice.total !== signedAmount(intent.amount, intent.currency)) {
        return billed({ kind: 'unknown', code: 'total_differs', askAgain: false, retryAfter_ms: null })
      }
      invoice = await stripe.invoices.finalizeInvoice(
        invoice.id,
        { auto_advance: false },
        step(intent, 'finalize'),
      )
    }
    if (invoice.status === 'open') invoice = await collect(stripe, intent, document, invoice)
    return billed(await outcomeOfInvoice(stripe, intent, invoice))
  } catch (error) {
    return billed(outcomeOfError(error))
  }
}

const step = (intent: ChargeIntent, name: string): Stripe.RequestOptions => ({
  ...onAccount(intent.account),
  idempotencyKey: `${intent.idempotencyKey}:${name}`,
})

function make(stripe: Stripe, intent: ChargeIntent, document: InvoiceDocument): Promise<Stripe.Invoice> {
  const how: Stripe.InvoiceCreateParams =
    document.collection === 'send'
      ? { collection_method: 'send_invoice', days_until_due: document.daysUntilDue }
      : {
          collection_method: 'charge_automatically',
          ...(intent.methodId === null ? {} : { default_payment_method: intent.methodId }),
        }
  return stripe.invoices.create(
    {
      ...how,
      customer: intent.customerId,
      currency: intent.currency.toLowerCase(),
      // Our sweep drives it; Stripe's own retries would be a second hand on it.
      auto_advance: false,
      pending_invoice_items_behavior: 'exclude',
      metadata: { [AGENCY_ID]: intent.agencyId, [CHARGE_ID]: intent.id, [CLIENT_ID]: intent.clientId },
    },
    step(intent, 'make'),
  )
}

/** All lines in one call, so an invoice has all of them or none. */
function addLines(
  stripe: Stripe,
  intent: ChargeIntent,
  { lines, periodStartMs, periodEndMs }: InvoiceDocument,
  invoice: string,
): Promise<Stripe.Invoice> {
  const period = { start: Number(periodStartMs / 1000n), end: Number(periodEndMs / 1000n) - 1 }
  return stripe.invoices.addLines(
    invoice,
    {
      lines: lines.map(({ position, text, amount }) => ({
        amount: signedAmount(amount, intent.currency),
        description: text,
        period,
        metadata: { [LINE]: String(position) },
      })),
    },
    step(intent, 'lines'),
  )
}

/** Pays, unless a payment is under way; or has Stripe send its page. Paid by somebody else meanwhile is paid. */
async function collect(
  stripe: Stripe,
  intent: ChargeIntent,
  document: InvoiceDocument,
  invoice: Stripe.Invoice,
): Promise<Stripe.Invoice> {
  const on = onAccount(intent.account)
  if (document.collection === 'send') {
    return stripe.invoices.sendInvoice(invoice.id, {}, step(intent, 'send'))
  }
  const state = await stateOfPayment(stripe, intent, invoice)
  if (state?.kind === 'processing' || state?.kind === 'actionRequired') return invoice
  try {
    return await stripe.invoices.pay(
      invoice.id,
      { off_session: true, ...(intent.methodId === null ? {} : { payment_method: intent.methodId }) },
      step(intent, 'pay'),
    )
  } catch (error) {
    const now = await stripe.invoices.retrieve(invoice.id, {}, on)
    if (now.status === 'paid') return now
    throw error
  }
}
