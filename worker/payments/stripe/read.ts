import { Stripe } from 'stripe'
import { type PaymentEvent, type PaymentMethod, type ProviderNotice } from '../provider.ts'
import { feeIn, nanoOf } from './amount.ts'
import { onAccount } from './client.ts'
import { reversalOf } from './give-back.ts'
import { outcomeOfInvoice } from './invoice.ts'
import { ourCharge, ourClient } from './metadata.ts'
import { ACCOUNT_GONE } from './notice.ts'
import { outcomeOfIntent, unreachable, WITH_FEE } from './outcome.ts'

/**
 * Fetches what a notice names and says what it means. The order of webhooks does not matter then: whatever came, the
 * object as it is now is what counts. Null = not ours, or gone. @throws ProviderUnreachable
 */
export async function readStripe(stripe: Stripe, notice: ProviderNotice): Promise<PaymentEvent | null> {
  const on = onAccount(notice.account)
  const id = notice.objectId
  try {
    if (id.startsWith('pi_'))
      return ofIntent(await stripe.paymentIntents.retrieve(id, { expand: WITH_FEE }, on))
    if (id.startsWith('re_') || id.startsWith('pyr_')) {
      return ofRefund(await stripe.refunds.retrieve(id, { expand: ['payment_intent'] }, on))
    }
    if (id.startsWith('du_') || id.startsWith('dp_')) {
      return ofDispute(await stripe.disputes.retrieve(id, { expand: ['payment_intent'] }, on))
    }
    if (id.startsWith('in_'))
      return await ofInvoice(stripe, notice, await stripe.invoices.retrieve(id, {}, on))
    if (id.startsWith('acct_')) return await ofAccount(stripe, notice)
    if (id.startsWith('seti_')) {
      return ofSetup(await stripe.setupIntents.retrieve(id, { expand: ['payment_method'] }, on))
    }
    return null
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null
    throw unreachable(error)
  }
}

function ofIntent(intent: Stripe.PaymentIntent): PaymentEvent | null {
  const ours = ourCharge(intent.metadata)
  return ours === null ? null : { kind: 'charge', ...ours, outcome: outcomeOfIntent(intent) }
}

async function ofInvoice(
  stripe: Stripe,
  { account }: ProviderNotice,
  invoice: Stripe.Invoice,
): Promise<PaymentEvent | null> {
  const ours = ourCharge(invoice.metadata)
  if (ours === null) return null
  const clientId = ourClient(invoice.metadata)?.clientId ?? ''
  const owner = { agencyId: ours.agencyId, id: ours.chargeId, clientId, account }
  return { kind: 'charge', ...ours, outcome: await outcomeOfInvoice(stripe, owner, invoice) }
}

/** A deauthorised account cannot be asked any more: the verified event itself is the word. */
async function ofAccount(stripe: Stripe, { type, objectId }: ProviderNotice): Promise<PaymentEvent | null> {
  if (type === ACCOUNT_GONE) return { kind: 'account', state: 'deauthorized' }
  const { charges_enabled } = await stripe.accounts.retrieve(objectId)
  return { kind: 'account', state: charges_enabled === true ? 'connected' : 'onboarding' }
}

function ofRefund(refund: Stripe.Refund): PaymentEvent | null {
  const payment = refund.payment_intent
  const ours = payment === null || typeof payment === 'string' ? null : ourCharge(payment.metadata)
  if (ours === null || payment === null || typeof payment === 'string') return null
  return { kind: 'reversal', ...ours, ...reversalOf(refund, payment.id) }
}

/** An inquiry that closes without a chargeback took nothing. */
const DISPUTE_STATES: Readonly<Record<string, 'won' | 'lost'>> = {
  won: 'won',
  warning_closed: 'won',
  prevented: 'won',
  lost: 'lost',
}

function ofDispute(dispute: Stripe.Dispute): PaymentEvent | null {
  const payment = dispute.payment_intent
  const ours = payment === null || typeof payment === 'string' ? null : ourCharge(payment.metadata)
  if (ours === null || payment === null || typeof payment === 'string') return null
  const currency = dispute.currency.toUpperCase()
  const disputed = nanoOf(dispute.amount, currency)
  let amount = 0n
  let fee = 0n
  for (const movement of dispute.balance_transactions) {
    // One withdrawal and at most one return, each of the whole disputed amount, whatever currency it settles in.
    amount += movement.amount < 0 ? disputed : movement.amount > 0 ? -disputed : 0n
    fee += feeIn(currency, disputed, { ...movement, amount: Math.abs(movement.amount) })
  }
  const state = DISPUTE_STATES[dispute.status] ?? 'open'
  return {
    kind: 'reversal',
    ...ours,
    what: 'dispute',
    ref: dispute.id,
    paymentRef: payment.id,
    state,
    amount,
    fee,
  }
}

function ofSetup(setup: Stripe.SetupIntent): PaymentEvent | null {
  const ours = ourClient(setup.metadata)
  const customer = typeof setup.customer === 'string' ? setup.customer : setup.customer?.id
  const method = setup.payment_method
  if (ours === null || customer === undefined || method === null || typeof method === 'string') return null
  return { kind: 'method', ...ours, customerId: customer, method: methodOf(method) }
}

/** A stored method as staff and clients recognise it. */
export function methodOf(method: Stripe.PaymentMethod): PaymentMethod {
  if (method.card) {
    const { brand, last4, fingerprint, country } = method.card
    const name = brand.charAt(0).toUpperCase() + brand.slice(1)
    return {
      id: method.id,
      kind: 'card',
      label: `${name} ···· ${last4}`,
      fingerprint: fingerprint ?? null,
      country,
    }
  }
  if (method.sepa_debit) {
    const { country, last4, fingerprint } = method.sepa_debit
    return {
      id: method.id,
      kind: 'sepa_debit',
      label: `SEPA ${country ?? ''} ···· ${last4 ?? ''}`,
      fingerprint,
      country,
    }
  }
  return { id: method.id, kind: method.type, label: method.type, fingerprint: null, country: null }
}
