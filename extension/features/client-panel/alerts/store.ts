import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { AlertThresholds, ClientAlerts } from '../../../../shared/contract/alerts.ts'
import { merged } from '../../../alerts/merge.ts'
import { language } from '../../../i18n/preferences.ts'
import type { Failure } from '../../../rpc/messages.ts'
import type { Ask } from '../store.ts'
import { decimalsOf } from '../money/amounts.ts'
import { draftOf, type AlertDraft } from './draft.ts'

export type AlertsPhase =
  | { kind: 'closed' }
  | {
      kind: 'open'
      /** As the worker last said it. */
      base: ClientAlerts
      is:
        | { step: 'asking' | 'pending' }
        | { step: 'failed'; failure: Failure }
        /** Somebody else was faster: what the form was filled with, to tell what they changed. */
        | { step: 'overtaken'; was: ClientAlerts }
    }

export interface AlertsStore {
  phase: ReadonlySignal<AlertsPhase>
  draft: Signal<AlertDraft>
  isSaved: ReadonlySignal<boolean>
  open(alerts: ClientAlerts, currency: string): void
  save(thresholds: AlertThresholds): Promise<void>
  close(): void
}

/** A client's own alert thresholds. Nothing is shown as saved before the worker has answered. */
export function createAlertsStore(context: {
  client: string
  ask: Ask
  /** They were saved, or changed by somebody else: the client is to be read again. */
  changed(): void
}): AlertsStore {
  const { client: id, ask, changed } = context
  const phase = signal<AlertsPhase>({ kind: 'closed' })
  const isSaved = signal(false)
  const draft = signal<AlertDraft>({ lowBalance: null, runwayDays: null, marginFloor: null, lossFloor: null })
  let decimals = 2
  const textOf = ({ own }: Pick<ClientAlerts, 'own'>): AlertDraft => draftOf(own, language.value, decimals)

  function saved(): void {
    phase.value = { kind: 'closed' }
    isSaved.value = true
    changed()
  }

  /** The worker refused the version: shows what stands there now, and keeps what was typed here. */
  async function readAnew(was: ClientAlerts, sent: AlertThresholds): Promise<void> {
    const answer = await ask('clients.detail', { id })
    if (!answer) return
    const now = answer.ok ? answer.value.value.alerts : undefined
    if (now === undefined) {
      const failure: Failure = answer.ok ? { kind: 'badAnswer' } : answer.failure
      phase.value = { kind: 'open', base: was, is: { step: 'failed', failure } }
      return
    }
    // It may have been this form, whose answer was lost.
    if (JSON.stringify(textOf(now)) === JSON.stringify(textOf({ own: sent }))) return saved()
    draft.value = merged(draft.value, textOf(was), textOf(now))
    phase.value = { kind: 'open', base: now, is: { step: 'overtaken', was } }
    changed()
  }

  return {
    phase,
    draft,
    isSaved,
    open: (base, currency) => {
      decimals = decimalsOf(currency)
      isSaved.value = false
      draft.value = textOf(base)
      phase.value = { kind: 'open', base, is: { step: 'asking' } }
    },
    save: async (thresholds) => {
      if (phase.value.kind !== 'open') return
      const { base } = phase.value
      phase.value = { kind: 'open', base, is: { step: 'pending' } }
      const answer = await ask('clients.setAlerts', { id, version: base.version, ...thresholds })
      if (!answer) return
      if (answer.ok) return saved()
      const { failure } = answer
      if (failure.kind === 'refused' && failure.code === 'version_conflict') {
        return readAnew(base, thresholds)
      }
      phase.value = { kind: 'open', base, is: { step: 'failed', failure } }
    },
    close: () => {
      phase.value = { kind: 'closed' }
    },
  }
}
