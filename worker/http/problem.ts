import type { Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../../shared/contract/problem.ts'

/**
 * Every refusal of the product: code → status and title. docs/errors.md says for each what happened and what to do;
 * a test holds the two lists together.
 */
export const REFUSALS = {
  invalid_request: { status: 400, title: 'The request does not fit' },
  malformed_body: { status: 400, title: 'The body is not valid JSON' },
  body_too_large: { status: 413, title: 'The body is too large' },
  signature_missing: { status: 401, title: 'The signature is missing' },
  signature_invalid: { status: 401, title: 'The signature does not match' },
  webhook_from_future: { status: 422, title: 'The webhook is dated in the future' },
  not_signed_in: { status: 401, title: 'Not signed in' },
  session_ended: { status: 401, title: 'The session has ended' },
  pairing_code_invalid: { status: 401, title: 'The pairing code does not work' },
  role_forbids: { status: 403, title: 'Your role does not allow this' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This method is not offered here' },
  idempotency_key_missing: { status: 400, title: 'An Idempotency-Key is needed' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  version_conflict: { status: 409, title: 'Somebody else changed this in between' },
  crm_rebilling_unknown: { status: 409, title: "The CRM's own rebilling may be on" },
  plan_forbids: { status: 409, title: 'The plan does not allow this' },
  plan_forbids_rebilling: { status: 409, title: 'The plan has no rebilling' },
  below_floor: { status: 409, title: 'The price is below the floor' },
  currency_differs: { status: 409, title: 'The price is in another currency' },
  currency_in_use: { status: 409, title: 'The client has figures in its currency' },
  change_scheduled: { status: 409, title: 'A change is scheduled for later' },
  suspended: { status: 409, title: 'The client is suspended' },
  account_connected: { status: 409, title: 'The account is connected already' },
  account_imported: { status: 409, title: 'The account belongs to its client for good' },
  crm_cannot_bill: { status: 409, title: 'The CRM cannot bill this service' },
  no_payment_method: { status: 409, title: 'The client has no payment method' },
  no_account_admin: { status: 409, title: 'The sub-account has no admin' },
  phone_not_lc: { status: 409, title: 'The phone system is not LC Phone' },
  charge_in_flight: { status: 409, title: 'A charge is under way' },
  payment_booked_before: { status: 409, title: 'This payment is booked already' },
  shared_account: { status: 409, title: 'The Stripe account is shared with other agencies' },
  stripe_disconnected: { status: 409, title: 'The Stripe account is disconnected' },
  stripe_key_refused: { status: 409, title: 'Stripe does not take the key' },
  stripe_permission_missing: { status: 409, title: 'The Stripe key lacks a permission' },
  refund_too_much: { status: 409, title: 'There is not that much left to give back' },
  charge_settled: { status: 409, title: 'The charge is settled already' },
  usage_too_old: { status: 422, title: 'The usage is too long ago' },
  usage_from_future: { status: 422, title: 'The usage is in the future' },
  usage_voided: { status: 409, title: 'The usage is void' },
  usage_ambiguous: { status: 409, title: 'The id stands on several days' },
  correction_final: { status: 409, title: 'A correction is not corrected itself' },
  usage_not_priceable: { status: 422, title: 'The usage cannot be priced' },
  period_running: { status: 409, title: 'The period is not over' },
  period_closed: { status: 409, title: 'The period is closed' },
  backfill_closed: { status: 409, title: 'The backfill takes no more' },
  already_replayed: { status: 409, title: 'It was replayed already' },
  credits_lacking: { status: 409, title: 'The pool does not hold enough credits' },
  usage_conflict: { status: 409, title: 'The same id was posted with another body' },
  rate_limited: { status: 429, title: 'Too many requests' },
  upstream_failed: { status: 502, title: 'The platform did not answer as it should' },
  not_configured: { status: 503, title: 'This deployment is not set up for that' },
  database_unreachable: { status: 503, title: 'The database did not answer' },
  internal: { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<string, { status: ContentfulStatusCode; title: string }>
export type RefusalCode = keyof typeof REFUSALS

/** A request is refused. `detail` says what happened and what to do, for a person; it must hold no secret. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: RefusalCode
  readonly errors: readonly { field: string; reason: string }[] | undefined
  constructor(code: RefusalCode, detail: string, errors?: readonly { field: string; reason: string }[]) {
    super(detail)
    this.code = code
    this.errors = errors
  }
}

/** Problem details (RFC 9457), the one shape of every answer that is not a success. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title } = REFUSALS[refusal.code]
  return {
    type: `urn:rebill-lens:problem:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    requestId,
    ...(refusal.errors === undefined ? {} : { errors: [...refusal.errors] }),
  }
}

export function sendProblem(c: HonoContext, refusal: Refusal, requestId: string): Response {
  const problem = problemOf(refusal, requestId)
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'content-type': 'application/problem+json',
    'x-request-id': requestId,
  })
}
