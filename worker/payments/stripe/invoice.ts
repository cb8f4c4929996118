import type { Stripe } from 'stripe'
import type { ChargeIntent, ChargeOutcome } from '../provider.ts'
import { nanoOf } from './amount.ts'
import { onAccount } from './client.ts'
import { AGENCY_ID, CHARGE_ID, CLIENT_ID, ourCharge } from './metadata.ts'
import { outcomeOfIntent, WITH_FEE } from './outcome.ts'

/** Clocks may differ. */
const CLOCK_SLACK_S = 3_600
/** A customer with more invoices than this since then is not believable. */
const LOOK_THROUGH_MAX = 200

type Owner = Pick<ChargeIntent, 'agencyId' | 'id' | 'clientId' | 'account'>

/** The invoice of a charge, by our metadata in the customer's own list, which is read-after-write; null = never made. */
export async function findInvoice(stripe: Stripe, intent: ChargeIntent): Promise<Stripe.Invoice | null> {
  const from = Math.max(Math.floor(intent.createdAt.getTime() / 1000) - CLOCK_SLACK_S, 0)
  const page = { customer: intent.customerId, created: { gte: from }, limit: 100 }
  let seen = 0
  for await (const invoice of stripe.invoices.list(page, onAccount(intent.account))) {
    seen += 1
    if (seen > LOOK_THROUGH_MAX) throw new Error('too many invoices')
    const ours = ourCharge(invoice.metadata)
    if (ours?.agencyId === intent.agencyId && ours.chargeId === intent.id) return invoice
  }
  return null
}

/** What an invoice says about our charge. */
export async function outcomeOfInvoice(
  stripe: Stripe,
  owner: Owner,
  invoice: Stripe.Invoice,
): Promise<ChargeOutcome> {
  switch (invoice.status) {
    case 'paid':
      return paid(stripe, owner, invoice)
    case 'open': {
      const state = await stateOfPayment(stripe, owner, invoice)
      if (state !== null) return state
      if (invoice.collection_method === 'send_invoice') return { kind: 'processing', ref: invoice.id }
      return unknown('unpaid')
    }
    case 'void':
    case 'uncollectible':
      return {
        kind: 'failed',
        ref: null,
        code: invoice.status,
        text: `The invoice was marked ${invoice.status} at Stripe.`,
        hardness: 'canceled',
      }
    default:
      return unknown('draft')
  }
}

const unknown = (code: string): ChargeOutcome => ({
  kind: 'unknown',
  code,
  askAgain: false,
  retryAfter_ms: null,
})

async function paid(stripe: Stripe, owner: Owner, invoice: Stripe.Invoice): Promise<ChargeOutcome> {
  const currency = invoice.currency.toUpperCase()
  const intent = await paymentOf(stripe, owner, invoice, 'paid')
  if (intent === null) {
    // Noted as paid outside of Stripe, maybe after a payment was declined: no payment paid it, and there is no fee.
    return { kind: 'succeeded', ref: invoice.id, amount: nanoOf(invoice.amount_paid, currency), fee: 0n }
  }
  if (ourCharge(intent.metadata) === null) await mark(stripe, owner, intent.id)
  return outcomeOfIntent(intent)
}

/** Stripe made this payment: our names on it lead refunds, disputes and the real fee back to the charge. */
async function mark(stripe: Stripe, owner: Owner, intent: string): Promise<void> {
  await stripe.paymentIntents.update(
    intent,
    { metadata: { [AGENCY_ID]: owner.agencyId, [CHARGE_ID]: owner.id, [CLIENT_ID]: owner.clientId } },
    onAccount(owner.account),
  )
}

/** How the payment of an open invoice stands; null = none was tried. */
export async function stateOfPayment(
  stripe: Stripe,
  owner: Pick<Owner, 'account'>,
  invoice: Stripe.Invoice,
): Promise<ChargeOutcome | null> {
  const intent = await paymentOf(stripe, owner, invoice, 'newest')
  if (intent === null) return null
  const outcome = outcomeOfIntent(intent)
  if (outcome.kind === 'failed' && outcome.code === 'authentication_required') {
    return { kind: 'actionRequired', ref: intent.id, code: outcome.code }
  }
  return outcome.kind === 'unknown' ? null : outcome
}

/** The payment intent of an invoice: the one that paid it, or else, if wanted, the newest. `invoice.payment_intent` is gone since basil. */
async function paymentOf(
  stripe: Stripe,
  owner: Pick<Owner, 'account'>,
  { id }: Stripe.Invoice,
  which: 'paid' | 'newest',
): Promise<Stripe.PaymentIntent | null> {
  const on = onAccount(owner.account)
  const { payments } = await stripe.invoices.retrieve(id, { expand: ['payments'] }, on)
  const all = payments?.data ?? []
  const one = all.find(({ status }) => status === 'paid') ?? (which === 'newest' ? all[0] : undefined)
  const intent = one?.payment.payment_intent
  if (intent === undefined) return null
  const ref = typeof intent === 'string' ? intent : intent.id
  return stripe.paymentIntents.retrieve(ref, { expand: WITH_FEE }, on)
}
