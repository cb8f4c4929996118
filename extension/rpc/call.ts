import { browser } from 'wxt/browser'
import type { Answer, Envelope, Input, Verb } from './messages.ts'

/**
 * Asks the background. Never throws: a stopped background is `interrupted`, an extension that was updated
 * under an open tab is `outdated`.
 * @example const answer = await call('clients.detail', { id })
 */
export async function call<V extends Verb>(verb: V, input: Input<V>): Promise<Answer<V>> {
  const message: Envelope<V> = { rebillLens: 1, verb, input }
  if (!browser.runtime?.id) return { ok: false, failure: { kind: 'outdated' } }
  try {
    const answer: unknown = await browser.runtime.sendMessage(message)
    return isAnswer<V>(answer) ? answer : { ok: false, failure: { kind: 'interrupted' } }
  } catch {
    // Chrome throws "Extension context invalidated" after an update, "message port closed" when the worker stops.
    return { ok: false, failure: { kind: browser.runtime?.id ? 'interrupted' : 'outdated' } }
  }
}

function isAnswer<V extends Verb>(value: unknown): value is Answer<V> {
  return typeof value === 'object' && value !== null && 'ok' in value
}
