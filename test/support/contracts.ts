import {
  highLevelAbsent,
  validateHighLevelReply,
  validateHighLevelRequest,
} from '../conformance/highlevel-schema.ts'
import { stripeAbsent, validateStripeReply, validateStripeRequest } from '../conformance/stripe-schema.ts'
import type { HighLevelHandle } from '../../dev/highlevel/server.ts'
import type { StripeHandle } from '../../dev/stripe/server.ts'

/**
 * Every request that the product sent to the stand-ins in a test file, and every reply it got, against the published
 * shapes. Called when a file's worker is closed, so whatever a test makes the product do is checked. Where the specs
 * are absent it checks nothing; the conformance suite prints that and counts its tests as skipped.
 * @throws with the first complaints
 */
export function assertContracts(stripe: StripeHandle | null, highlevel: HighLevelHandle | null): void {
  const complaints: string[] = []
  if (stripe !== null && stripeAbsent === undefined) {
    for (const { method, path, params, status, body } of stripe.requests) {
      // What Stripe refuses as unknown is no request of a known operation.
      if (status === 404) continue
      for (const complaint of validateStripeRequest(method, path, params))
        complaints.push(`request ${method} ${path}: ${complaint}`)
      const reply = replyOf(body)
      if (reply !== undefined)
        for (const complaint of validateStripeReply(method, path, status, reply))
          complaints.push(`reply ${method} ${path}: ${complaint}`)
    }
  }
  if (highlevel !== null && highLevelAbsent === undefined) {
    for (const { method, path, version, query, body, status, reply } of highlevel.requests) {
      if (version === null) continue
      for (const complaint of validateHighLevelRequest(
        method,
        path,
        version,
        method === 'GET' ? query : body,
      ))
        complaints.push(`request ${method} ${path}: ${complaint}`)
      for (const complaint of validateHighLevelReply(method, path, version, status, reply))
        complaints.push(`reply ${method} ${path}: ${complaint}`)
    }
  }
  if (complaints.length > 0)
    throw new Error(`against the published shapes:\n${[...new Set(complaints)].slice(0, 10).join('\n')}`)
}

function replyOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
