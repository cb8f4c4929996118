/** Who may come in, and the answers to what goes wrong. */
import type { IncomingMessage } from 'node:http'
import { StripeFailure } from './errors.ts'
import type { StoredAnswer } from './idempotency.ts'
import { API_VERSION } from './world.ts'

/** Throws unless the key begins as it must and the version is the one that is imitated. */
export function authorize(request: IncomingMessage, keyPrefix: string): void {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const key =
    scheme === 'Basic' ? (Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '') : credentials
  if (!key.startsWith(keyPrefix))
    throw new StripeFailure(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' })
  const version = request.headers['stripe-version']
  if (version !== undefined && version !== API_VERSION)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      message: `Invalid Stripe API version: ${String(version)}`,
    })
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
