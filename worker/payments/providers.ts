import { randomText } from '../access/secret.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { type Place, STRIPE, accessTo, endpointsOf } from './keys.ts'
import { type PaymentProvider, type ProviderNotice, ProviderUnreachable } from './provider.ts'
import { type KeyCheck, NEEDED_PERMISSIONS, checkStripeKey } from './stripe/check-key.ts'
import { AGENCY_EVENT_TYPES, noticeOfAgency, noticeOfDeployment } from './stripe/notice.ts'
import { stripeProvider } from './stripe/provider.ts'

export { AGENCY_EVENT_TYPES, NEEDED_PERMISSIONS }

/**
 * The provider that a row names, with the key that reaches the row's account (keys.ts). Where none does, one that says so
 * (`closed`) and is asked nothing.
 * @throws Refusal not_configured where it is the deployment that has no provider
 */
export async function providerFor(ctx: Context, name: string, at: Place): Promise<PaymentProvider> {
  if (name !== STRIPE) {
    throw new Refusal('not_configured', `No payment provider "${name}" moves money by itself.`)
  }
  const access = await accessTo(ctx, at)
  return 'closed' in access ? closedProvider(name, access.closed) : stripeProvider(ctx, access)
}

/** What the key of an agency may do at its provider. */
export const checkKey = (ctx: Context, key: string): Promise<KeyCheck> => checkStripeKey(ctx.settings, key)

/** A webhook at the deployment's endpoint, verified. @throws Refusal not_configured, signature_missing, signature_invalid */
export const readNotice = (ctx: Context, rawBody: string, headers: Headers): Promise<ProviderNotice | null> =>
  noticeOfDeployment(ctx, ctx.settings.STRIPE_WEBHOOK_SECRET, rawBody, headers)

/**
 * A webhook at an agency's own endpoint, verified with that agency's own secrets. An agency that is not there, or has none,
 * is answered as a wrong signature is: after the same work, in the same words.
 * @throws Refusal signature_missing, signature_invalid
 */
export async function readAgencyNotice(
  ctx: Context,
  agencyId: string,
  rawBody: string,
  headers: Headers,
): Promise<ProviderNotice | null> {
  const own = await endpointsOf(ctx, agencyId)
  // Nobody has that secret, so nothing is signed with it.
  const endpoints = own.length > 0 ? own : [{ account: '', secret: randomText(32) }]
  return noticeOfAgency(ctx, agencyId, endpoints, rawBody, headers)
}

/** Definite about nothing: what is under way waits until its account can be asked again. */
function closedProvider(name: string, code: string): PaymentProvider {
  const unknown = { kind: 'unknown', code, askAgain: true, retryAfter_ms: null } as const
  const outcome = () => Promise.resolve(unknown)
  const unreachable = () => Promise.reject(new ProviderUnreachable(code))
  return {
    name,
    closed: code,
    charge: outcome,
    bill: () => Promise.resolve({ outcome: unknown, document: null }),
    cancel: outcome,
    giveBack: outcome,
    find: outcome,
    read: unreachable,
    desk: {
      createCustomer: unreachable,
      findCustomers: unreachable,
      methodOf: unreachable,
      methods: unreachable,
      removeMethod: unreachable,
      createAccount: unreachable,
      onboardingPage: unreachable,
      setupPage: unreachable,
      authenticationPage: unreachable,
    },
  }
}
