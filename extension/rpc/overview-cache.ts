import type { ClientOverview } from '../../shared/contract/clients.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }
type Row = Dated<ClientOverview | null>

/** A balance this old is asked for again; what is shown says how old it is. */
const FRESH_MS = 15_000
/** Ids a request: the page of `GET /v1/clients`. */
const PAGE = 50
const KEPT = 1_000

export interface OverviewCache {
  get(ids: readonly string[], fresh: boolean): Promise<Outcome<Dated<readonly ClientOverview[]>>>
  drop(id: string): void
  clear(): void
}

/**
 * Overviews by client id. Tabs that show the same clients share one request, and a list scrolled back and forth
 * asks for what it has not seen. `at` of an answer is the age of its oldest row.
 */
export function createOverviewCache(context: {
  now(): number
  fetch(ids: readonly string[]): Promise<Outcome<readonly ClientOverview[]>>
}): OverviewCache {
  const rows = new Map<string, Row>()
  const inFlight = new Map<string, Promise<Failure | null>>()
  let era = 0

  async function load(ids: readonly string[], startedIn: number): Promise<Failure | null> {
    const answer = await context.fetch(ids)
    if (!answer.ok) return answer.failure
    if (startedIn !== era) return { kind: 'interrupted' }
    const at = context.now()
    const found = new Map(answer.value.map((client) => [client.id, client]))
    // A client the worker does not know is kept as null, or each scroll would ask again.
    for (const id of ids) remember(id, { at, value: found.get(id) ?? null })
    return null
  }

  function remember(id: string, row: Row): void {
    rows.delete(id)
    rows.set(id, row)
    const oldest = rows.size > KEPT ? rows.keys().next().value : undefined
    if (oldest !== undefined) rows.delete(oldest)
  }

  function request(ids: readonly string[]): void {
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE)
      const loading = load(page, era).finally(() => {
        for (const id of page) if (inFlight.get(id) === loading) inFlight.delete(id)
      })
      for (const id of page) inFlight.set(id, loading)
    }
  }

  return {
    get: async (ids, fresh) => {
      const wanted = [...new Set(ids)]
      const isStale = (id: string): boolean =>
        fresh || context.now() - (rows.get(id)?.at ?? -Infinity) > FRESH_MS
      request(wanted.filter((id) => !inFlight.has(id) && isStale(id)))
      const failures = await Promise.all(wanted.map((id) => inFlight.get(id) ?? null))
      const failure = failures.find((each) => each !== null)
      if (failure) return { ok: false, failure }
      const known = wanted.map((id) => rows.get(id)).filter((row) => row !== undefined)
      const at = known.reduce((oldest, row) => Math.min(oldest, row.at), context.now())
      return { ok: true, value: { at, value: known.map((row) => row.value).filter((row) => row !== null) } }
    },
    drop: (id) => void rows.delete(id),
    clear: () => {
      era += 1
      rows.clear()
      inFlight.clear()
    },
  }
}
