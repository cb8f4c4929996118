import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { Answer, Failure } from '../../rpc/messages.ts'

export type RowState =
  | { kind: 'loading' }
  | { kind: 'known'; overview: ClientOverview; at: number }
  | { kind: 'unknown' }
  | { kind: 'failed'; failure: Failure }

export interface Overviews {
  /** The state of one client, asked for together with all others of the same moment. */
  follow(id: string, ended: AbortSignal): ReadonlySignal<RowState>
  /** Ask again for everything on the screen. */
  refresh(): void
}

/** Ids one message may carry (rpc/inputs.ts). */
const IDS_MAX = 100

/** The clients whose rows are on the screen: one request for all that appear together, not one a row. */
export function createOverviews(context: {
  ask(ids: readonly string[]): Promise<Answer<'clients.list'> | null>
  soon(run: () => void): void
}): Overviews {
  const shown = new Map<string, Signal<RowState>>()
  let wanted = new Set<string>()

  function want(id: string): void {
    wanted.add(id)
    if (wanted.size === 1) context.soon(() => void flush())
  }

  async function flush(): Promise<void> {
    const ids = [...wanted].filter((id) => shown.has(id))
    wanted = new Set()
    for (let start = 0; start < ids.length; start += IDS_MAX) await load(ids.slice(start, start + IDS_MAX))
  }

  async function load(ids: readonly string[]): Promise<void> {
    const answer = await context.ask(ids)
    if (!answer) return
    const found = new Map(answer.ok ? answer.value.value.map((client) => [client.id, client]) : [])
    for (const id of ids) {
      const state = shown.get(id)
      if (state) state.value = stateFor(answer, found.get(id))
    }
  }

  return {
    follow: (id, ended) => {
      const state = shown.get(id) ?? signal<RowState>({ kind: 'loading' })
      shown.set(id, state)
      ended.addEventListener('abort', () => {
        if (shown.get(id) === state) shown.delete(id)
      })
      want(id)
      return state
    },
    refresh: () => {
      for (const id of shown.keys()) want(id)
    },
  }
}

function stateFor(answer: Answer<'clients.list'>, overview: ClientOverview | undefined): RowState {
  if (!answer.ok) return { kind: 'failed', failure: answer.failure }
  return overview ? { kind: 'known', overview, at: answer.value.at } : { kind: 'unknown' }
}
