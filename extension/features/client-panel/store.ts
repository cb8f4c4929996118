import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { ClientDetail, ServiceTerms, TermsChoice } from '../../../shared/contract/clients.ts'
import type { Answer, Dated, Failure, Input, Output, Verb } from '../../rpc/messages.ts'
import type { ServiceSwitch, ServiceUndo } from '../../rpc/price-verbs.ts'
import type { Draft } from './draft.ts'

export type PanelState =
  | { kind: 'loading' }
  | { kind: 'known'; client: Dated<ClientDetail>; failure: Failure | null }
  | { kind: 'failed'; failure: Failure }

/** What a person is about to do, before it has a key: shown in the dialog, sent only after a yes. */
export interface Change {
  billedBy: TermsChoice
  /** Null where nobody bills by one: absorbed, by default, or by another rule. */
  multiplier: string | null
  /** The change that this one takes back; the terms above are what comes back, for the eye. */
  undoes?: string
}

export type Intent = ServiceSwitch | ServiceUndo

export type Phase =
  | { kind: 'idle' }
  | { kind: 'asking'; change: Change; version: number }
  /** The worker does not know whether the CRM bills this service as well (B-15). */
  | { kind: 'askingCrmOff'; intent: Intent }
  | { kind: 'pending' }
  /** `undo` takes it back. */
  | { kind: 'saved'; undo: Change }
  | { kind: 'failed'; failure: Failure; intent: Intent }

export interface Line {
  draft: Signal<Draft | null>
  phase: ReadonlySignal<Phase>
  ask(change: Change): void
  /** Sends what the dialog showed. */
  confirm(): Promise<void>
  /** The same intent again, with the same key: the worker counts it once. */
  retry(): Promise<void>
  confirmCrmOff(): Promise<void>
  dismiss(): void
}

export interface PanelStore {
  state: ReadonlySignal<PanelState>
  isLoading: ReadonlySignal<boolean>
  load(): Promise<void>
  line(terms: ServiceTerms): Line
  /** Called after each switch that took. */
  onSwitched(listener: () => void): void
}

export type Ask = <V extends Verb>(verb: V, input: Input<V>) => Promise<Answer<V> | null>

/** One client's terms, as the worker last said them. Nothing here is changed before the worker has answered. */
export function createPanelStore(context: { client: string; ask: Ask; newId(): string }): PanelStore {
  const { client, ask, newId } = context
  const state = signal<PanelState>({ kind: 'loading' })
  const isLoading = signal(false)
  const lines = new Map<string, Line>()
  let switched = (): void => undefined

  async function load(): Promise<void> {
    isLoading.value = true
    const answer = await ask('clients.detail', { id: client })
    isLoading.value = false
    if (!answer) return
    if (answer.ok) state.value = { kind: 'known', client: answer.value, failure: null }
    else if (state.value.kind === 'known') state.value = { ...state.value, failure: answer.failure }
    else state.value = { kind: 'failed', failure: answer.failure }
  }

  const termsOf = (service: string): ServiceTerms | undefined =>
    state.value.kind === 'known'
      ? state.value.client.value.services.find((each) => each.service === service)
      : undefined

  function replaceTerms({ service }: Output<'services.set'>): void {
    if (state.value.kind !== 'known') return
    const { value, at } = state.value.client
    const services = value.services.map((each) => (each.service === service.service ? service : each))
    state.value = { kind: 'known', client: { at, value: { ...value, services } }, failure: null }
  }

  function createLine(service: string): Line {
    const draft = signal<Draft | null>(null)
    const phase = signal<Phase>({ kind: 'idle' })

    async function send(intent: Intent): Promise<void> {
      const before = termsOf(service)
      phase.value = { kind: 'pending' }
      const answer =
        'auditId' in intent ? await ask('services.undo', intent) : await ask('services.set', intent)
      if (!answer) return
      if (answer.ok) {
        replaceTerms(answer.value)
        draft.value = null
        phase.value = { kind: 'saved', undo: { ...heldBy(before), undoes: answer.value.auditId } }
        switched()
        // Services of one CRM product move together, so the others may have changed too.
        await load()
        return
      }
      const { failure } = answer
      if (failure.kind === 'refused' && failure.code === 'crm_rebilling_unknown') {
        phase.value = { kind: 'askingCrmOff', intent }
        return
      }
      phase.value = { kind: 'failed', failure, intent }
      // Somebody was faster, or nobody knows: the worker's own word is shown again.
      if (failure.kind !== 'offline' && failure.kind !== 'signedOut') await load()
    }

    return {
      draft,
      phase,
      ask: (change) => {
        const terms = termsOf(service)
        if (terms) phase.value = { kind: 'asking', change, version: terms.version }
      },
      confirm: async () => {
        if (phase.value.kind !== 'asking') return
        const { change, version } = phase.value
        const { billedBy, multiplier, undoes } = change
        const intent = { client, service, version, key: newId() }
        if (undoes !== undefined) return send({ ...intent, auditId: undoes })
        await send({ ...intent, billedBy, ...(multiplier !== null && { multiplier }) })
      },
      retry: async () => {
        if (phase.value.kind === 'failed') await send(phase.value.intent)
      },
      confirmCrmOff: async () => {
        if (phase.value.kind !== 'askingCrmOff') return
        // Another body, so another key.
        await send({ ...phase.value.intent, crmRebillingConfirmedOff: true, key: newId() })
      },
      dismiss: () => {
        phase.value = { kind: 'idle' }
      },
    }
  }

  return {
    state,
    isLoading,
    load,
    onSwitched: (listener) => {
      switched = listener
    },
    line: ({ service }) => {
      const line = lines.get(service) ?? createLine(service)
      lines.set(service, line)
      return line
    },
  }
}

/** Terms as a change back to them would say it. */
const heldBy = (terms: ServiceTerms | undefined): Change =>
  terms === undefined || terms.terms === 'default'
    ? { billedBy: 'default', multiplier: null }
    : { billedBy: terms.billedBy, multiplier: terms.multiplier }
