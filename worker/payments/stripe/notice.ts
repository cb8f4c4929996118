import { Stripe } from 'stripe'
import type { Context } from '../../context.ts'
import { Refusal } from '../../http/problem.ts'
import type { ProviderNotice } from '../provider.ts'

/** Stripe's own default: an older signature may be a replay. */
const TOLERANCE_S = 300

/** A webhook's object as it travels; only ids are believed. */
interface EventObject {
  readonly id?: unknown
  readonly payment_intent?: unknown
}

/** Event types that mean something here, and which object to fetch for each. */
const OBJECT_OF: Readonly<Record<string, (object: EventObject) => unknown>> = {
  'payment_intent.succeeded': ({ id }) => id,
  'payment_intent.payment_failed': ({ id }) => id,
  'payment_intent.processing': ({ id }) => id,
  'payment_intent.requires_action': ({ id }) => id,
  'payment_intent.canceled': ({ id }) => id,
  // Carries the balance transaction, and so the real fee, once Stripe has captured.
  'charge.updated': ({ payment_intent }) => payment_intent,
  'refund.created': ({ id }) => id,
  'refund.updated': ({ id }) => id,
  'refund.failed': ({ id }) => id,
  'charge.dispute.created': ({ id }) => id,
  'charge.dispute.updated': ({ id }) => id,
  'charge.dispute.closed': ({ id }) => id,
  'charge.dispute.funds_withdrawn': ({ id }) => id,
  'charge.dispute.funds_reinstated': ({ id }) => id,
  'setup_intent.succeeded': ({ id }) => id,
  'invoice.paid': ({ id }) => id,
  'invoice.payment_failed': ({ id }) => id,
  'invoice.payment_action_required': ({ id }) => id,
  'invoice.voided': ({ id }) => id,
  'invoice.marked_uncollectible': ({ id }) => id,
  'account.updated': ({ id }) => id,
}

/** A connected account's agency has withdrawn our access. */
export const ACCOUNT_GONE = 'account.application.deauthorized'

/** What a webhook endpoint at Stripe must be told to send. */
export const STRIPE_EVENT_TYPES: readonly string[] = [...Object.keys(OBJECT_OF), ACCOUNT_GONE]

/**
 * Verifies `Stripe-Signature` on the raw body, against each of the secrets that STRIPE_WEBHOOK_SECRET lists (comma
 * between them: one while it is rolled, one of the Connect endpoint). Null = genuine, but nothing we act on.
 * @throws Refusal not_configured, signature_missing, signature_invalid
 */
export async function verifyStripe(
  ctx: Pick<Context, 'settings' | 'now'>,
  stripe: Stripe,
  rawBody: string,
  headers: Headers,
): Promise<ProviderNotice | null> {
  const secrets = (ctx.settings.STRIPE_WEBHOOK_SECRET ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (secrets.length === 0) {
    throw new Refusal(
      'not_configured',
      'Webhooks of Stripe are not set up here: STRIPE_WEBHOOK_SECRET is missing.',
    )
  }
  const signature = headers.get('stripe-signature')
  if (signature === null) throw new Refusal('signature_missing', 'The header Stripe-Signature is missing.')
  const crypto = Stripe.createSubtleCryptoProvider()
  for (const secret of secrets.slice(0, 5)) {
    try {
      const at = ctx.now().getTime()
      const event = await stripe.webhooks.constructEventAsync(
        rawBody,
        signature,
        secret,
        TOLERANCE_S,
        crypto,
        at,
      )
      return noticeOf(event)
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
        throw new Refusal('malformed_body', 'The body is not an event of Stripe.')
      }
    }
  }
  throw new Refusal(
    'signature_invalid',
    'The signature does not match the body, or it is older than five minutes.',
  )
}

function noticeOf(event: Stripe.Event): ProviderNotice | null {
  // The object of a deauthorisation is our own application; what matters is the account it came from.
  const gone = event.type === ACCOUNT_GONE
  const objectId = gone ? event.account : OBJECT_OF[event.type]?.(event.data.object as EventObject)
  if (typeof objectId !== 'string' || typeof event.id !== 'string') return null
  return { eventId: event.id, type: event.type, account: event.account ?? '', objectId }
}
