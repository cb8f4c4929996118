import { signal } from '@preact/signals'
import { call } from '../../rpc/call.ts'
import type { Failure, SessionView } from '../../rpc/messages.ts'

export type SessionState =
  | { is: 'loading' }
  | { is: 'failed'; failure: Failure }
  | { is: 'known'; session: SessionView }

/** Who is signed in, for every section of this page. */
export const sessionState = signal<SessionState>({ is: 'loading' })

export async function readSession(): Promise<void> {
  const answer = await call('session.status', {})
  sessionState.value = answer.ok
    ? { is: 'known', session: answer.value }
    : { is: 'failed', failure: answer.failure }
}

export const setSession = (session: SessionView): void => {
  sessionState.value = { is: 'known', session }
}
