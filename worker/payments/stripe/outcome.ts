import { Stripe } from 'stripe'
import { type ChargeOutcome, ProviderUnreachable } from '../provider.ts'
import { feeIn, nanoOf } from './amount.ts'
import { hardnessOf } from './declines.ts'

const AUTHENTICATION = 'authentication_required'

/** Read a PaymentIntent with this `expand`, else its fee stays unknown. */
export const WITH_FEE = ['latest_charge.balance_transaction']

/** What a PaymentIntent says about our charge. */
export function outcomeOfIntent(intent: Stripe.PaymentIntent): ChargeOutcome {
  const ref = intent.id
  switch (intent.status) {
    case 'succeeded': {
      const currency = intent.currency.toUpperCase()
      const amount = nanoOf(intent.amount_received, currency)
      return { kind: 'succeeded', ref, amount, fee: feeOf(intent.latest_charge, currency, amount) }
    }
    case 'processing':
      return { kind: 'processing', ref }
    case 'requires_action':
      return { kind: 'actionRequired', ref, code: 'requires_action' }
    case 'canceled':
      return {
        kind: 'failed',
        ref,
        code: 'canceled',
        text: 'The payment was canceled at Stripe.',
        hardness: 'canceled',
      }
    case 'requires_payment_method': {
      const error = intent.last_payment_error
      if (error !== null) return declined(ref, error)
      return { kind: 'unknown', code: 'never_confirmed', askAgain: false, retryAfter_ms: null }
    }
    default:
      return { kind: 'unknown', code: intent.status, askAgain: false, retryAfter_ms: null }
  }
}

/** What an error of the SDK says about our charge. Only what Stripe says definitely is definite. */
export function outcomeOfError(error: unknown): ChargeOutcome {
  const again = (code: string, retryAfter_ms: number | null = null): ChargeOutcome => ({
    kind: 'unknown',
    code,
    askAgain: true,
    retryAfter_ms,
  })
  if (!(error instanceof Stripe.errors.StripeError)) return again('no_answer')
  const status = error.statusCode
  const code = error.code ?? error.rawType ?? 'stripe_error'
  if (error instanceof Stripe.errors.StripeConnectionError || status === undefined) return again('no_answer')
  if (status === 402) return declined(error.payment_intent?.id ?? null, error)
  if (status === 409 || status === 429) return again(code, retryAfter(error))
  // A wrong or revoked key is the deployment's fault, not the client's: the charge waits.
  if (status === 401 || status === 403) return again('key_refused')
  // The key was stored with other parameters, or with this 5xx: asking again brings the same, so it is looked up.
  if (error instanceof Stripe.errors.StripeIdempotencyError || status >= 500) {
    return { kind: 'unknown', code, askAgain: false, retryAfter_ms: null }
  }
  return {
    kind: 'failed',
    ref: error.payment_intent?.id ?? null,
    code,
    text: error.message,
    hardness: 'hard',
  }
}

/** For calls that are no charge: whatever Stripe or the network said, it can be asked again. */
export function unreachable(error: unknown): ProviderUnreachable {
  const outcome = outcomeOfError(error)
  return new ProviderUnreachable('code' in outcome ? outcome.code : outcome.kind)
}

interface DeclineFacts {
  readonly code?: string | undefined
  readonly decline_code?: string | undefined
  readonly advice_code?: string | undefined
  readonly message?: string | undefined
}

function declined(ref: string | null, error: DeclineFacts): ChargeOutcome {
  const code = error.decline_code ?? error.code ?? 'declined'
  if (ref !== null && (error.code === AUTHENTICATION || error.decline_code === AUTHENTICATION)) {
    return { kind: 'actionRequired', ref, code: AUTHENTICATION }
  }
  return {
    kind: 'failed',
    ref,
    code,
    text: error.message ?? 'The payment was declined.',
    hardness: hardnessOf([error.code, error.decline_code], error.advice_code),
  }
}

/** The real fee, or null while Stripe has not booked the charge yet (it captures asynchronously by default). */
function feeOf(
  charge: Stripe.PaymentIntent['latest_charge'],
  currency: string,
  amount: bigint,
): bigint | null {
  if (charge === null || typeof charge === 'string') return null
  const movement = charge.balance_transaction
  if (movement === null || typeof movement === 'string') return null
  return feeIn(currency, amount, movement)
}

function retryAfter(error: Stripe.errors.StripeError): number | null {
  const seconds = Number(error.headers?.['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : null
}
