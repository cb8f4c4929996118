import type { Stripe } from 'stripe'
import type { Context } from '../../context.ts'
import type { ChargeIntent, ChargeOutcome, PaymentProvider } from '../provider.ts'
import { stripeAmount } from './amount.ts'
import { billInvoice } from './bill.ts'
import { type StripeAccess, nameAt, onAccount, stripeClient } from './client.ts'
import { stripeDesk } from './desk.ts'
import { giveBackOnce } from './give-back.ts'
import { findInvoice, outcomeOfInvoice } from './invoice.ts'
import { AGENCY_ID, CHARGE_ID, CLIENT_ID, ourCharge } from './metadata.ts'
import { outcomeOfError, outcomeOfIntent, WITH_FEE } from './outcome.ts'
import { readStripe } from './read.ts'

/** Clocks may differ; and a customer with more payments than this since then is not believable. */
const CLOCK_SLACK_S = 3_600
const LOOK_THROUGH_MAX = 500

/**
 * Charges saved methods off-session with PaymentIntents. Below here an account is called as Stripe knows it: '' is the
 * key's own, whoever's key it is.
 */
export function stripeProvider(ctx: Pick<Context, 'settings'>, access: StripeAccess): PaymentProvider {
  const stripe = stripeClient(ctx.settings, access)
  const named = <T extends { readonly account: string }>(what: T): T => ({
    ...what,
    account: nameAt(access, what.account),
  })
  return {
    name: 'stripe',
    closed: null,
    desk: stripeDesk(stripe, access),
    charge: (intent) => chargeOnce(stripe, named(intent)),
    bill: (intent, document) => billInvoice(stripe, named(intent), document),
    cancel: (intent) => cancelIntent(stripe, named(intent)),
    giveBack: (intent, lookFirst) => giveBackOnce(stripe, named(intent), lookFirst),
    find: (intent) => findIntent(stripe, named(intent)),
    read: (notice) => readStripe(stripe, named(notice)),
  }
}

async function chargeOnce(stripe: Stripe, intent: ChargeIntent): Promise<ChargeOutcome> {
  if (intent.methodId === null) {
    return {
      kind: 'failed',
      ref: null,
      code: 'no_method',
      text: 'No payment method is stored.',
      hardness: 'hard',
    }
  }
  try {
    const made = await stripe.paymentIntents.create(
      {
        amount: stripeAmount(intent.amount, intent.currency),
        currency: intent.currency.toLowerCase(),
        customer: intent.customerId,
        payment_method: intent.methodId,
        confirm: true,
        off_session: true,
        // Whatever kind the stored method is; none that would need a redirect, since nobody is there to follow it.
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { [AGENCY_ID]: intent.agencyId, [CHARGE_ID]: intent.id, [CLIENT_ID]: intent.clientId },
        expand: WITH_FEE,
      },
      { ...onAccount(intent.account), idempotencyKey: intent.idempotencyKey },
    )
    return outcomeOfIntent(made)
  } catch (error) {
    if (error instanceof RangeError) {
      return { kind: 'failed', ref: null, code: 'amount_invalid', text: error.message, hardness: 'hard' }
    }
    return outcomeOfError(error)
  }
}

/** An invoice is made void, a payment canceled; what could not be canceled any more is looked at again. */
async function cancelIntent(stripe: Stripe, intent: ChargeIntent): Promise<ChargeOutcome> {
  const on = onAccount(intent.account)
  try {
    if (intent.purpose === 'invoice') {
      const invoice = await findInvoice(stripe, intent)
      if (invoice?.status === 'open') await stripe.invoices.voidInvoice(invoice.id, {}, on)
    } else if (intent.providerRef !== null) {
      await stripe.paymentIntents.cancel(intent.providerRef, {}, on)
    }
  } catch (error) {
    const outcome = outcomeOfError(error)
    if (outcome.kind === 'unknown') return outcome
  }
  return (
    (await findIntent(stripe, intent)) ?? {
      kind: 'unknown',
      code: 'not_found',
      askAgain: false,
      retryAfter_ms: null,
    }
  )
}

/**
 * By reference, or else through the customer's own list: that is read-after-write, while Stripe's search lags by up to
 * a minute or more. Of several payments for one charge the one that took money counts.
 */
async function findIntent(stripe: Stripe, intent: ChargeIntent): Promise<ChargeOutcome | null> {
  const on = onAccount(intent.account)
  try {
    if (intent.purpose === 'invoice') {
      const invoice = await findInvoice(stripe, intent)
      return invoice === null ? null : await outcomeOfInvoice(stripe, intent, invoice)
    }
    if (intent.providerRef !== null) {
      return outcomeOfIntent(
        await stripe.paymentIntents.retrieve(intent.providerRef, { expand: WITH_FEE }, on),
      )
    }
    const from = Math.floor(intent.createdAt.getTime() / 1000) - CLOCK_SLACK_S
    const page = { customer: intent.customerId, created: { gte: Math.max(from, 0) }, limit: 100 }
    const found: Stripe.PaymentIntent[] = []
    let seen = 0
    for await (const candidate of stripe.paymentIntents.list(page, on)) {
      seen += 1
      if (seen > LOOK_THROUGH_MAX)
        return { kind: 'unknown', code: 'too_many', askAgain: false, retryAfter_ms: null }
      const ours = ourCharge(candidate.metadata)
      if (ours?.agencyId === intent.agencyId && ours.chargeId === intent.id) found.push(candidate)
    }
    const best = found.find(({ status }) => status === 'succeeded' || status === 'processing') ?? found[0]
    if (best === undefined) return null
    return outcomeOfIntent(await stripe.paymentIntents.retrieve(best.id, { expand: WITH_FEE }, on))
  } catch (error) {
    const outcome = outcomeOfError(error)
    return outcome.kind === 'unknown'
      ? outcome
      : {
          kind: 'unknown',
          code: outcome.kind === 'failed' ? outcome.code : outcome.kind,
          askAgain: false,
          retryAfter_ms: null,
        }
  }
}
