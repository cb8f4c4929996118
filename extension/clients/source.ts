import type { ClientOverview } from '../../shared/contract/clients.ts'
import type { DayList } from '../../shared/contract/days.ts'
import { call } from '../rpc/call.ts'
import type { Failure, SessionView } from '../rpc/messages.ts'

/** Nothing to show, and why. */
export type Unread =
  | { is: 'loading' }
  | { is: 'signedOut'; sessionEnded: boolean }
  | { is: 'failed'; failure: Failure }
export type DaysState = Unread | { is: 'known'; at: number; days: DayList }
export type ClientsState =
  | Unread
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
    if (!answer.ok) return unread(answer.failure)
    clients.push(...answer.value.value.clients)
    at = Math.min(at, answer.value.at)
    cursor = answer.value.value.nextCursor ?? undefined
    if (cursor === undefined) break
  }
  return { is: 'listed', at, clients, isWhole: cursor === undefined }
}

/** The agency's last 30 days, all clients together. */
export async function loadDays(): Promise<DaysState> {
  const session = await call('session.status', {})
  if (!session.ok) return { is: 'failed', failure: session.failure }
  if (session.value.state === 'signedOut') return signedOut(session.value)
  const answer = await call('days.agency', {})
  return answer.ok ? { is: 'known', at: answer.value.at, days: answer.value.value } : unread(answer.failure)
}

/** Somebody was signed in: a refusal of the session means that it ended. */
const unread = (failure: Failure): Unread =>
  failure.kind === 'signedOut' ? { is: 'signedOut', sessionEnded: true } : { is: 'failed', failure }

const signedOut = (session: SessionView & { state: 'signedOut' }): Unread => ({
  is: 'signedOut',
  sessionEnded: session.note === 'sessionEnded',
})
