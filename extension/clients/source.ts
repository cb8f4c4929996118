import type { ClientOverview } from '../../shared/contract/clients.ts'
import { call } from '../rpc/call.ts'
import type { Failure, SessionView } from '../rpc/messages.ts'

export type ClientsState =
  | { is: 'loading' }
  | { is: 'signedOut'; sessionEnded: boolean }
  | { is: 'failed'; failure: Failure }
  | { is: 'listed'; at: number; clients: readonly ClientOverview[]; isWhole: boolean }

/** At most this many pages of 100; `isWhole` says whether that was all. */
const PAGES = 10

/** The agency's clients, read page by page through the background. */
export async function loadClients(): Promise<ClientsState> {
  const session = await call('session.status', {})
  if (!session.ok) return { is: 'failed', failure: session.failure }
  if (session.value.state === 'signedOut') return signedOut(session.value)
  const clients: ClientOverview[] = []
  let at = Infinity
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const answer = await call('clients.page', cursor === undefined ? {} : { cursor })
    if (!answer.ok) {
      if (answer.failure.kind === 'signedOut') return { is: 'signedOut', sessionEnded: true }
      return { is: 'failed', failure: answer.failure }
    }
    clients.push(...answer.value.value.clients)
    at = Math.min(at, answer.value.at)
    cursor = answer.value.value.nextCursor ?? undefined
    if (cursor === undefined) break
  }
  return { is: 'listed', at, clients, isWhole: cursor === undefined }
}

const signedOut = (session: SessionView & { state: 'signedOut' }): ClientsState => ({
  is: 'signedOut',
  sessionEnded: session.note === 'sessionEnded',
})
