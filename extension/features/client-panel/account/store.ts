import { signal, type ReadonlySignal } from '@preact/signals'
import type { DirectoryEntry } from '../../../../shared/contract/directory.ts'
import type { Role } from '../../../../shared/contract/scalars.ts'
import type { AllClients } from '../../../rpc/agency-api.ts'
import type { Answer, Failure } from '../../../rpc/messages.ts'
import type { Account } from '../../../rpc/overlay-api.ts'
import type { Ask } from '../store.ts'

export type Client = DirectoryEntry['client']

export type Whose =
  | { kind: 'finding' }
  | { kind: 'connected'; client: Client }
  | { kind: 'unknown' }
  | { kind: 'failed'; failure: Failure }

export type Choice =
  | { kind: 'reading' }
  | { kind: 'known'; all: AllClients }
  | { kind: 'failed'; failure: Failure }

export type Step =
  | { is: 'idle' }
  /** `client` is null where it is being disconnected. */
  | { is: 'pending'; client: Client | null }
  | { is: 'done' }
  /** Somebody else was faster: `whose` says who has it now. */
  | { is: 'overtaken' }
  | { is: 'failed'; failure: Failure }

export interface AccountStore {
  readonly of: Account
  whose: ReadonlySignal<Whose>
  /** Who is signed in; null as long as that is not known. Only an owner may connect. */
  role: ReadonlySignal<Role | null>
  choice: ReadonlySignal<Choice>
  step: ReadonlySignal<Step>
  find(): Promise<void>
  /** Reads the clients there are to choose from. */
  readChoice(): Promise<void>
  connect(client: Client): Promise<void>
  disconnect(): Promise<void>
  /** Forgets what the last try came to. */
  calm(): void
}

/** After these somebody else has changed whose the account is. */
const OVERTAKEN: ReadonlySet<string> = new Set(['account_connected', 'version_conflict'])

/** Whose the account of this page is, as the worker says it: nothing is shown as connected before its answer. */
export function createAccountStore(of: Account, ask: Ask): AccountStore {
  const whose = signal<Whose>({ kind: 'finding' })
  const role = signal<Role | null>(null)
  const choice = signal<Choice>({ kind: 'reading' })
  const step = signal<Step>({ is: 'idle' })

  async function find(): Promise<void> {
    const [answer, session] = await Promise.all([ask('clients.find', of), ask('session.status', {})])
    if (!answer || !session) return
    role.value = session.ok && session.value.state === 'signedIn' ? session.value.role : null
    if (answer.ok) whose.value = { kind: 'connected', client: answer.value }
    else if (!isMissing(answer.failure)) whose.value = { kind: 'failed', failure: answer.failure }
    // Without knowing who asks, nobody can be told whether they may connect it.
    else whose.value = session.ok ? { kind: 'unknown' } : { kind: 'failed', failure: session.failure }
  }

  async function write(
    client: Client | null,
    send: () => Promise<Answer<'clients.connect'> | Answer<'clients.disconnect'> | null>,
  ): Promise<void> {
    if (step.value.is === 'pending') return
    step.value = { is: 'pending', client }
    const answer = await send()
    if (!answer) return
    if (answer.ok) {
      step.value = { is: 'done' }
      whose.value = client === null ? { kind: 'unknown' } : { kind: 'connected', client: answer.value }
      return
    }
    const { failure } = answer
    const isOvertaken = failure.kind === 'refused' && OVERTAKEN.has(failure.code)
    const isElsewhere = isOvertaken || (client === null && isMissing(failure))
    if (isElsewhere) await find()
    step.value = isElsewhere ? foundAfter(client, failure) : { is: 'failed', failure }
  }

  /** What a refusal comes to, now that it is known whose the account is. */
  function foundAfter(client: Client | null, failure: Failure): Step {
    const now = whose.value
    if (now.kind === 'connected') return { is: now.client.id === client?.id ? 'done' : 'overtaken' }
    // It is nobody's, as it was to be.
    return now.kind === 'unknown' && client === null ? { is: 'done' } : { is: 'failed', failure }
  }

  return {
    of,
    whose,
    role,
    choice,
    step,
    find,
    readChoice: async () => {
      choice.value = { kind: 'reading' }
      const answer = await ask('clients.all', {})
      if (!answer) return
      choice.value = answer.ok
        ? { kind: 'known', all: answer.value.value }
        : { kind: 'failed', failure: answer.failure }
    },
    connect: (client) => {
      const from = whose.value.kind === 'connected' ? whose.value.client.id : null
      return write(client, () => ask('clients.connect', { ...of, client: client.id, from }))
    },
    disconnect: async () => {
      if (whose.value.kind !== 'connected') return
      const { id } = whose.value.client
      await write(null, () => ask('clients.disconnect', { ...of, client: id }))
    },
    calm: () => {
      step.value = { is: 'idle' }
    },
  }
}

const isMissing = (failure: Failure): boolean => failure.kind === 'refused' && failure.status === 404
