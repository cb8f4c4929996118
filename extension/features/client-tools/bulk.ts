import { signal, type ReadonlySignal } from '@preact/signals'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { BulkChange, BulkPreview } from '../../../shared/contract/pricing.ts'
import type { Failure } from '../../rpc/messages.ts'
import type { BulkIntent, BulkWish } from '../../rpc/price-verbs.ts'
import type { Ask } from '../client-panel/store.ts'

/** Clients one bulk switch takes at most: a person should still read the preview, and an answer come in time. */
export const BULK_MAX = 100

export type PreviewLine = BulkPreview['clients'][number]
export type ResultLine = BulkChange['items'][number]

/** What was asked of the worker last, to be asked again as it was. */
type Sent = { kind: 'apply'; intent: BulkIntent } | { kind: 'undo'; id: string }

export type BulkPhase =
  | { kind: 'wish'; failure: Failure | null }
  | { kind: 'reading' }
  | { kind: 'preview'; wish: BulkWish; lines: readonly PreviewLine[]; unknown: number }
  | { kind: 'running'; count: number; isUndo: boolean }
  /** No answer, or a refusal of all of it: nobody is called switched. */
  | { kind: 'failed'; wish: BulkWish; sent: Sent; failure: Failure }
  | { kind: 'done'; wish: BulkWish; change: BulkChange; isUndo: boolean }

export interface Bulk {
  phase: ReadonlySignal<BulkPhase>
  /** The names of those that were previewed last, by id. */
  nameOf(client: string): string
  preview(clients: readonly Pick<ClientOverview, 'id'>[], wish: BulkWish): Promise<void>
  back(): void
  /** Sends what the preview shows, in the versions it showed. */
  run(): Promise<void>
  /** Puts back what the finished run overwrote; after an undo, tries the ones it could not. */
  undo(): Promise<void>
  /** What got no answer, as it was and under the same key: the worker goes on where it stopped. */
  retry(): Promise<void>
  /** The ones that were refused, previewed as they are now. */
  again(): Promise<void>
}

/** One wish for many clients: the worker previews it, carries it out with a record of each client, and takes it back. */
export function createBulk(context: { ask: Ask; newId(): string; changed(): void }): Bulk {
  const { ask, newId } = context
  const phase = signal<BulkPhase>({ kind: 'wish', failure: null })
  let names = new Map<string, string>()

  async function read(clients: readonly string[], wish: BulkWish): Promise<void> {
    phase.value = { kind: 'reading' }
    const answer = await ask('bulk.preview', { ...wish, clients })
    if (!answer || phase.value.kind !== 'reading') return
    if (!answer.ok) {
      phase.value = { kind: 'wish', failure: answer.failure }
      return
    }
    const { clients: lines, unknown } = answer.value
    names = new Map(lines.map(({ client, name }) => [client, name]))
    phase.value = { kind: 'preview', wish, lines, unknown: unknown.length }
  }

  async function send(wish: BulkWish, sent: Sent, count: number): Promise<void> {
    const isUndo = sent.kind === 'undo'
    phase.value = { kind: 'running', count, isUndo }
    const answer = await (isUndo ? ask('bulk.undo', { id: sent.id }) : ask('bulk.apply', sent.intent))
    if (!answer) return
    phase.value = answer.ok
      ? { kind: 'done', wish, change: answer.value, isUndo }
      : { kind: 'failed', wish, sent, failure: answer.failure }
    context.changed()
  }

  return {
    phase,
    nameOf: (client) => names.get(client) ?? client,
    preview: (clients, wish) =>
      read(
        clients.slice(0, BULK_MAX).map(({ id }) => id),
        wish,
      ),
    back: () => {
      phase.value = { kind: 'wish', failure: null }
    },
    run: async () => {
      if (phase.value.kind !== 'preview') return
      const { wish, lines } = phase.value
      const clients = lines.filter(willChange).map(({ client, version }) => ({ id: client, version }))
      if (clients.length === 0) return
      await send(wish, { kind: 'apply', intent: { ...wish, clients, key: newId() } }, clients.length)
    },
    undo: async () => {
      if (phase.value.kind !== 'done') return
      const { wish, change } = phase.value
      await send(wish, { kind: 'undo', id: change.undoes ?? change.id }, change.items.length)
    },
    retry: async () => {
      if (phase.value.kind !== 'failed') return
      const { wish, sent } = phase.value
      await send(wish, sent, sent.kind === 'apply' ? sent.intent.clients.length : names.size)
    },
    again: async () => {
      if (phase.value.kind !== 'done') return
      const { wish, change } = phase.value
      await read(
        change.items.filter(isRefused).map(({ client }) => client),
        wish,
      )
    },
  }
}

/** Of a previewed client: it changes, and nothing that is known is in the way. */
export const willChange = ({ changes, refusal }: PreviewLine): boolean => changes && refusal === null

export const isRefused = ({ result }: ResultLine): boolean => result !== 'changed' && result !== 'unchanged'
