import { signal, type ReadonlySignal } from '@preact/signals'
import type { ChargeView } from '../../../rpc/money-views.ts'
import type { Failure } from '../../../rpc/messages.ts'
import type { ReloadIntent, TopUp } from '../../../rpc/money-verbs.ts'
import type { Ask } from '../store.ts'

/** One dialog at a time; nothing is sent before its button. */
export type MoneyPhase =
  | { kind: 'closed' }
  | { kind: 'topUp'; is: Sending<TopUp> | { step: 'done'; charge: ChargeView } }
  | { kind: 'reload'; is: Sending<ReloadIntent> }
  | {
      kind: 'card'
      is: { step: 'pending' } | { step: 'ready'; url: string } | { step: 'failed'; failure: Failure }
    }

export type Sending<Intent> =
  | { step: 'asking' }
  | { step: 'pending'; intent: Intent }
  /** `isOpen`: nobody knows whether it took, so only the same intent may go again. */
  | { step: 'failed'; failure: Failure; intent: Intent; isOpen: boolean }

export interface MoneyStore {
  phase: ReadonlySignal<MoneyPhase>
  /** What the last finished dialog came to, until the next one opens. */
  isReloadSaved: ReadonlySignal<boolean>
  openTopUp(): void
  openReload(): void
  requestCard(): Promise<void>
  requestConfirmation(charge: string): Promise<void>
  topUp(amount: string): Promise<void>
  setReload(settings: Pick<ReloadIntent, 'enabled' | 'threshold' | 'amount'>): Promise<void>
  close(): void
}

const NO_ANSWER: ReadonlySet<Failure['kind']> = new Set(['timeout', 'unreachable', 'interrupted'])
const isOpen = (failure: Failure): boolean =>
  NO_ANSWER.has(failure.kind) || (failure.kind === 'refused' && failure.status >= 500)

/** The money of one client: each click on a shown amount is one intent with one key. */
export function createMoneyStore(context: {
  client: string
  ask: Ask
  newId(): string
  /** Something moved: balance, reload or charges are to be read again. */
  changed(): void
}): MoneyStore {
  const { client, ask, newId } = context
  const phase = signal<MoneyPhase>({ kind: 'closed' })
  const isReloadSaved = signal(false)

  function open(next: MoneyPhase): void {
    isReloadSaved.value = false
    phase.value = next
  }

  /** The key of what is sent: the old one as long as it is not known whether that took. */
  function keyFor(): string {
    const { value } = phase
    const is = value.kind === 'topUp' || value.kind === 'reload' ? value.is : null
    return is?.step === 'failed' && is.isOpen ? is.intent.key : newId()
  }

  async function page(request: () => ReturnType<typeof askCard>): Promise<void> {
    open({ kind: 'card', is: { step: 'pending' } })
    const answer = await request()
    if (!answer || phase.value.kind !== 'card') return
    const is = answer.ok
      ? ({ step: 'ready', url: answer.value.url } as const)
      : ({ step: 'failed', failure: answer.failure } as const)
    phase.value = { kind: 'card', is }
  }
  const askCard = () => ask('method.request', { id: client })

  return {
    phase,
    isReloadSaved,
    openTopUp: () => open({ kind: 'topUp', is: { step: 'asking' } }),
    openReload: () => open({ kind: 'reload', is: { step: 'asking' } }),
    requestCard: () => page(askCard),
    requestConfirmation: (charge) => page(() => ask('charges.authenticate', { id: client, charge })),
    topUp: async (amount) => {
      const intent = { client, amount, key: keyFor() }
      phase.value = { kind: 'topUp', is: { step: 'pending', intent } }
      const answer = await ask('charges.topUp', intent)
      if (!answer) return
      phase.value = answer.ok
        ? { kind: 'topUp', is: { step: 'done', charge: answer.value } }
        : { kind: 'topUp', is: failed(answer.failure, intent) }
      context.changed()
    },
    setReload: async (settings) => {
      const intent = { client, ...settings, key: keyFor() }
      phase.value = { kind: 'reload', is: { step: 'pending', intent } }
      const answer = await ask('reload.set', intent)
      if (!answer) return
      phase.value = answer.ok ? { kind: 'closed' } : { kind: 'reload', is: failed(answer.failure, intent) }
      isReloadSaved.value = answer.ok
      context.changed()
    },
    close: () => {
      phase.value = { kind: 'closed' }
    },
  }
}

function failed<Intent>(failure: Failure, intent: Intent): Sending<Intent> {
  return { step: 'failed', failure, intent, isOpen: isOpen(failure) }
}
