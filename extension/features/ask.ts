import { call } from '../rpc/call.ts'
import type { Answer, Input, Verb } from '../rpc/messages.ts'
import type { Surroundings } from './feature.ts'

/**
 * Asks the background on behalf of one place. Null when the page has moved on in between (another address, or
 * the place is gone): such an answer must not paint.
 */
export async function ask<V extends Verb>(
  { mounted, page }: Pick<Surroundings, 'mounted' | 'page'>,
  verb: V,
  input: Input<V>,
): Promise<Answer<V> | null> {
  const askedAt = page.location()
  const answer = await call(verb, input)
  if (mounted.signal.aborted || page.location() !== askedAt) return null
  if (!answer.ok && answer.failure.kind === 'outdated') page.outdated()
  return answer
}
