import { readEnvelope } from './inputs.ts'
import { OWN_PAGES_ONLY, type Answer, type Input, type Verb } from './messages.ts'

/** Who sent a message, as the browser says it (runtime.MessageSender). */
export interface Sender {
  id?: string | undefined
  url?: string | undefined
  frameId?: number | undefined
  tab?: { id?: number | undefined } | undefined
}

export interface Gate {
  extensionId: string
  /** `chrome-extension://…/` */
  ownOrigin: string
  /** Whether our content script may run on this page. */
  isCrmPage(url: string): Promise<boolean>
}

export type Handlers = { [V in Verb]: (input: Input<V>, sender: Sender) => Promise<Answer<V>> }

/** Checks where a message comes from and what it holds, then hands it to its verb. */
export async function dispatch(
  gate: Gate,
  handlers: Handlers,
  message: unknown,
  sender: Sender,
): Promise<Answer<Verb>> {
  const forbidden: Answer<Verb> = { ok: false, failure: { kind: 'forbidden' } }
  if (sender.id !== gate.extensionId || !sender.url) return forbidden
  const envelope = readEnvelope(message)
  if (!envelope) return forbidden
  const isOwnPage = sender.url.startsWith(gate.ownOrigin)
  if (!isOwnPage) {
    if (OWN_PAGES_ONLY.includes(envelope.verb)) return forbidden
    const isTopFrame = sender.tab !== undefined && (sender.frameId ?? 0) === 0
    if (!isTopFrame || !(await gate.isCrmPage(sender.url))) return forbidden
  }
  // The verb and its input were checked to belong together; the map's type cannot say so.
  const handle = handlers[envelope.verb] as (input: Input<Verb>, sender: Sender) => Promise<Answer<Verb>>
  return handle(envelope.input, sender)
}
