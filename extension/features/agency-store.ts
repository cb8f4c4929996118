import { signal, type ReadonlySignal } from '@preact/signals'
import { call } from '../rpc/call.ts'
import type { AllClients } from '../rpc/agency-api.ts'
import type { Dated, Failure } from '../rpc/messages.ts'
import type { PanelHost } from '../rpc/panels.ts'

export type AgencyState =
  | { kind: 'loading' }
  /** `failure`: why it could not be read anew; what was known stays. */
  | { kind: 'known'; all: Dated<AllClients>; failure: Failure | null }
  | { kind: 'failed'; failure: Failure }

export interface AgencyStore {
  state: ReadonlySignal<AgencyState>
  isLoading: ReadonlySignal<boolean>
  load(fresh: boolean): Promise<void>
}

let store: AgencyStore | null = null

/** All clients of the agency, read once for everything on the page that needs them. */
export function sharedAgency(page: PanelHost): AgencyStore {
  store ??= createAgencyStore(page)
  return store
}

function createAgencyStore(page: PanelHost): AgencyStore {
  const state = signal<AgencyState>({ kind: 'loading' })
  const isLoading = signal(false)
  let reading: Promise<void> | null = null

  async function read(fresh: boolean): Promise<void> {
    isLoading.value = true
    const answer = await call('clients.all', { fresh })
    isLoading.value = false
    // The agency is the same on every page: an answer that comes after the route has changed is still true.
    if (answer.ok) state.value = { kind: 'known', all: answer.value, failure: null }
    else {
      if (answer.failure.kind === 'outdated') page.outdated()
      const { failure } = answer
      state.value = state.value.kind === 'known' ? { ...state.value, failure } : { kind: 'failed', failure }
    }
  }

  return {
    state,
    isLoading,
    // Whoever asks while a reading is under way waits for that one.
    load: (fresh) => {
      reading ??= read(fresh).finally(() => {
        reading = null
      })
      return reading
    },
  }
}
