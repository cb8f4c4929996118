import type { ClientOverview, ClientPage } from '../../shared/contract/clients.ts'
import type { Status } from '../../shared/contract/status.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** Every client of the agency, as far as the bound goes. */
export interface AllClients {
  clients: readonly ClientOverview[]
  /** False where the agency has more than were read: no sum over them is the agency's. */
  isComplete: boolean
}

/** How the platform's wallet stands to our ledger over the last seven days: rows (day × service) by their state. */
export interface ReconciliationView {
  equal: number
  /** The rest may still come. */
  waiting: number
  /** Explained by exceptions. */
  named: number
  /** Nobody can say why. */
  differs: number
}

export interface AgencyVerbs {
  /** All clients with their month; at most 1,000. */
  'clients.all': { input: { fresh?: boolean }; output: Dated<AllClients> }
  /** Does the house stand? */
  'agency.status': { input: Record<string, never>; output: Dated<Status> }
  'agency.reconciliation': { input: Record<string, never>; output: ReconciliationView }
}

export interface AgencyApi {
  all(fresh: boolean): Promise<Outcome<Dated<AllClients>>>
  status(): Promise<Outcome<Dated<Status>>>
  reconciliation(): Promise<Outcome<ReconciliationView>>
  forget(): void
}

const PAGES_MAX = 10
/** As for a single row (overview-cache.ts). */
const FRESH_MS = 15_000

/** What is true of the agency as a whole. Pages that ask at the same moment share one reading. */
export function createAgencyApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  page(cursor: string | undefined): Promise<Outcome<Dated<ClientPage>>>
  now(): number
}): AgencyApi {
  let kept: Dated<AllClients> | null = null
  let reading: Promise<Outcome<Dated<AllClients>>> | null = null
  let era = 0

  async function readAll(startedIn: number): Promise<Outcome<Dated<AllClients>>> {
    const at = context.now()
    const clients: ClientOverview[] = []
    let cursor: string | undefined
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await context.page(cursor)
      if (!answer.ok) return answer
      clients.push(...answer.value.value.clients)
      cursor = answer.value.value.nextCursor ?? undefined
      if (cursor === undefined) break
    }
    if (startedIn !== era) return { ok: false, failure: { kind: 'interrupted' } }
    kept = { at, value: { clients, isComplete: cursor === undefined } }
    return { ok: true, value: kept }
  }

  return {
    all: async (fresh) => {
      if (!fresh && kept && context.now() - kept.at <= FRESH_MS) return { ok: true, value: kept }
      const mine = (reading ??= readAll(era))
      const answer = await mine
      if (reading === mine) reading = null
      return answer
    },
    status: async () => {
      const answer = await context.authorised({ method: 'GET', path: '/v1/status' })
      if (!answer.ok) return answer
      const status = answer.body as Partial<Status> | null
      const isWhole = typeof status?.imbalance === 'object' && typeof status.charges?.failed === 'number'
      if (!isWhole) return { ok: false, failure: { kind: 'badAnswer' } }
      return { ok: true, value: { at: context.now(), value: answer.body as Status } }
    },
    reconciliation: async () => {
      const answer = await context.authorised({ method: 'GET', path: '/v1/reconciliation' })
      if (!answer.ok) return answer
      const { platform } = (answer.body ?? {}) as { platform?: unknown }
      if (!Array.isArray(platform)) return { ok: false, failure: { kind: 'badAnswer' } }
      const count = (state: string): number =>
        platform.filter((row: unknown) => (row as { state?: unknown } | null)?.state === state).length
      const [equal, waiting, named] = [count('equal'), count('waiting'), count('named')]
      // What this version does not know is no reason to say that all is well.
      return {
        ok: true,
        value: { equal, waiting, named, differs: platform.length - equal - waiting - named },
      }
    },
    forget: () => {
      era += 1
      kept = null
      reading = null
    },
  }
}
