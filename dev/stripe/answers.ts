/** Who may come in, and the answers to what goes wrong. */
import type { IncomingMessage } from 'node:http'
import { StripeFailure } from './errors.ts'
import type { StoredAnswer } from './idempotency.ts'
import type { Keys } from './keys.ts'
import { API_VERSION } from './world.ts'

/** The account of the key; throws unless the key may do this and the version is the one that is imitated. */
export function authorize(request: IncomingMessage, keys: Keys, path: string): string {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const key =
    scheme === 'Basic' ? (Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '') : credentials
  const account = keys.admit(key, request.method ?? '', path)
  const version = request.headers['stripe-version']
  if (version !== undefined && version !== API_VERSION)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      message: `Invalid Stripe API version: ${String(version)}`,
    })
  return account
}

export function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

/** The answer to what went wrong; rethrows what is a mistake of the stand-in. */
export function failureAnswer(error: unknown, requestId: string): StoredAnswer {
  if (!(error instanceof StripeFailure)) throw error
  return { status: error.status, body: JSON.stringify({ error: error.fields }), requestId }
}

export function serverError(): StripeFailure {
  return new StripeFailure(500, { type: 'api_error', message: 'An unknown error occurred.' })
}

export function refusal(fault: 'status409' | 'status429'): StripeFailure {
  return fault === 'status409'
    ? new StripeFailure(409, {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message: 'This object cannot be accessed right now because another API request is accessing it.',
      })
    : new StripeFailure(429, {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded.',
      })
}
