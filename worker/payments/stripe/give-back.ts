import type { Stripe } from 'stripe'
import type { GiveBackIntent, GiveBackOutcome, Reversal } from '../provider.ts'
import { nanoOf, signedAmount } from './amount.ts'
import { onAccount } from './client.ts'
import { AGENCY_ID, GIVE_BACK_ID } from './metadata.ts'
import { outcomeOfError } from './outcome.ts'

const LISTED_MAX = 100

/** Refunds a payment or issues a credit note, once: under the row's key, or found again by our metadata. */
export async function giveBackOnce(
  stripe: Stripe,
  intent: GiveBackIntent,
  lookFirst: boolean,
): Promise<GiveBackOutcome> {
  try {
    const found = lookFirst ? await find(stripe, intent) : null
    return found ?? (await make(stripe, intent))
  } catch (error) {
    const outcome = outcomeOfError(error)
    if (outcome.kind === 'unknown') return outcome
    return outcome.kind === 'failed'
      ? { kind: 'failed', code: outcome.code, text: outcome.text }
      : { kind: 'unknown', code: outcome.kind, askAgain: true, retryAfter_ms: null }
  }
}

async function make(stripe: Stripe, intent: GiveBackIntent): Promise<GiveBackOutcome> {
  const amount = signedAmount(intent.amount, intent.currency)
  const metadata = { [AGENCY_ID]: intent.agencyId, [GIVE_BACK_ID]: intent.id }
  const options = { ...onAccount(intent.account), idempotencyKey: intent.idempotencyKey }
  if (intent.kind === 'refund') {
    return refunded(await stripe.refunds.create({ payment_intent: intent.on, amount, metadata }, options))
  }
  // On a paid invoice the credit is either refunded or stays with us: Stripe's own customer balance would use it twice.
  const part = intent.withRefund ? { refund_amount: amount } : { out_of_band_amount: amount }
  const note = await stripe.creditNotes.create(
    { invoice: intent.on, amount, memo: intent.reason, metadata, ...(intent.paid ? part : {}) },
    options,
  )
  return { kind: 'done', ref: note.id, reversal: null }
}

async function find(stripe: Stripe, intent: GiveBackIntent): Promise<GiveBackOutcome | null> {
  const on = onAccount(intent.account)
  const ours = (metadata: Stripe.Metadata | null) =>
    metadata?.[AGENCY_ID] === intent.agencyId && metadata[GIVE_BACK_ID] === intent.id
  if (intent.kind === 'refund') {
    const page = await stripe.refunds.list({ payment_intent: intent.on, limit: LISTED_MAX }, on)
    const found = page.data.find((refund) => ours(refund.metadata))
    return found === undefined ? null : refunded(found)
  }
  const page = await stripe.creditNotes.list({ invoice: intent.on, limit: LISTED_MAX }, on)
  const found = page.data.find((note) => ours(note.metadata))
  return found === undefined ? null : { kind: 'done', ref: found.id, reversal: null }
}

function refunded(refund: Stripe.Refund): GiveBackOutcome {
  const payment = refund.payment_intent
  const reversal = reversalOf(refund, typeof payment === 'string' ? payment : (payment?.id ?? ''))
  return { kind: 'done', ref: refund.id, reversal }
}

/** A pending refund has left the balance already; one that failed or was canceled came back. */
export function reversalOf(refund: Stripe.Refund, paymentRef: string): Reversal {
  const gone = refund.status === 'failed' || refund.status === 'canceled'
  return {
    what: 'refund',
    ref: refund.id,
    paymentRef,
    state: gone ? 'failed' : 'done',
    amount: gone ? 0n : nanoOf(refund.amount, refund.currency),
    fee: 0n,
  }
}
