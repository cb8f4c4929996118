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

/** More are not tried: each costs a signature. */
const SECRETS_MAX = 5

/**
 * Verifies `Stripe-Signature` on the raw body, against each of an endpoint's secrets (several while one is rolled, or
 * for the Connect endpoint). Returns the event and which secret it was signed with.
 * @throws Refusal signature_missing, signature_invalid, malformed_body
 */
async function verify(
  ctx: Pick<Context, 'now'>,
  secrets: readonly string[],
  rawBody: string,
  headers: Headers,
): Promise<{ event: Stripe.Event; index: number }> {
  const signature = headers.get('stripe-signature')
  if (signature === null) throw new Refusal('signature_missing', 'The header Stripe-Signature is missing.')
  const crypto = Stripe.createSubtleCryptoProvider()
  for (const [index, secret] of secrets.slice(0, SECRETS_MAX).entries()) {
    try {
      const event = await Stripe.webhooks.constructEventAsync(
        rawBody,
        signature,
        secret,
        TOLERANCE_S,
        crypto,
        ctx.now().getTime(),
      )
      return { event, index }
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

/**
 * An event at the deployment's endpoint: of its own account or of a connected one. Null = genuine, but nothing we act on.
 * @param listed STRIPE_WEBHOOK_SECRET: secrets with a comma between them
 * @throws Refusal not_configured, and as `verify`
 */
export async function noticeOfDeployment(
  ctx: Pick<Context, 'now'>,
  listed: string | undefined,
  rawBody: string,
  headers: Headers,
): Promise<ProviderNotice | null> {
  const secrets = (listed ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  if (secrets.length === 0) {
    throw new Refusal(
      'not_configured',
      'Webhooks of Stripe are not set up here: STRIPE_WEBHOOK_SECRET is missing.',
    )
  }
  const { event } = await verify(ctx, secrets, rawBody, headers)
  // The object of a deauthorisation is our own application; what matters is the account it came from.
  const objectId = event.type === ACCOUNT_GONE ? event.account : objectOf(event)
  if (typeof objectId !== 'string') return null
  return { eventId: event.id, type: event.type, agencyId: '', account: event.account ?? '', objectId }
}

/** An agency's own endpoint: its secret, and the account that the key kept with it is for. */
export interface AgencyEndpoint {
  readonly account: string
  readonly secret: string
}

/**
 * An event at an agency's own endpoint: of its own account, whatever it says of itself. What it tells of the account, or
 * of accounts that are connected to it, is none of ours.
 * @throws Refusal as `verify`
 */
export async function noticeOfAgency(
  ctx: Pick<Context, 'now'>,
  agencyId: string,
  endpoints: readonly AgencyEndpoint[],
  rawBody: string,
  headers: Headers,
): Promise<ProviderNotice | null> {
  const secrets = endpoints.map(({ secret }) => secret)
  const { event, index } = await verify(ctx, secrets, rawBody, headers)
  const account = endpoints[index]?.account
  const objectId = objectOf(event)
  const ours = event.account === undefined && typeof objectId === 'string' && !objectId.startsWith('acct_')
  if (!ours || account === undefined) return null
  return { eventId: event.id, type: event.type, agencyId, account, objectId }
}

/** The id of the object that an event's type says to fetch. */
function objectOf(event: Stripe.Event): string | undefined {
  const id = OBJECT_OF[event.type]?.(event.data.object as EventObject)
  return typeof id === 'string' && typeof event.id === 'string' ? id : undefined
}

/** What an agency's own endpoint at Stripe must be told to send. */
export const AGENCY_EVENT_TYPES: readonly string[] = STRIPE_EVENT_TYPES.filter(
  (type) => !type.startsWith('account.'),
)
