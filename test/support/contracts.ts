import {
  highLevelAbsent,
  validateHighLevelReply,
  validateHighLevelRequest,
} from '../conformance/highlevel-schema.ts'
import {
  stripeAbsent,
  validateStripeEvent,
  validateStripeReply,
  validateStripeRequest,
} from '../conformance/stripe-schema.ts'
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
      const found = validateStripeRequest(method, path, params)
      // A path that is none is refused as unknown, and so is an object that is not there: that request must fit.
      if (status === 404 && found[0]?.startsWith('no operation') === true) continue
      for (const complaint of found) complaints.push(`request ${method} ${path}: ${complaint}`)
      const reply = replyOf(body)
      if (reply !== undefined)
        for (const complaint of validateStripeReply(method, path, status, reply))
          complaints.push(`reply ${method} ${path}: ${complaint}`)
    }
  }
  if (stripe !== null && stripeAbsent === undefined) {
    for (const { events } of stripe.world.accounts.values())
      for (const event of events.values()) {
        // Of an account the stand-in tells the id alone, and the product believes no more; stripe-contract.test.ts says so.
        if (event.type.startsWith('account.')) continue
        for (const complaint of validateStripeEvent(event))
          complaints.push(`webhook ${event.type}: ${complaint}`)
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
