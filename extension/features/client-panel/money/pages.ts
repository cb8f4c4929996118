import { signal, type ReadonlySignal } from '@preact/signals'
import type { Answer, Failure } from '../../../rpc/messages.ts'

export interface Pages<T> {
  state: ReadonlySignal<{
    items: readonly T[]
    hasMore: boolean
    isLoading: boolean
    failure: Failure | null
  }>
  /** The first page, in place of what is there. */
  load(): Promise<void>
  more(): Promise<void>
}

/** What the page may hold before "Earlier" stops. */
const ITEMS_MAX = 500

/** A list that the worker gives page by page, newest first. */
export function createPages<T>(
  ask: (
    cursor: string | undefined,
  ) => Promise<
    { ok: true; items: readonly T[]; nextCursor: string | null } | { ok: false; failure: Failure } | null
  >,
): Pages<T> {
  const state = signal<ReturnType<Pages<T>['state']['peek']>>({
    items: [],
    hasMore: true,
    isLoading: false,
    failure: null,
  })
  let cursor: string | undefined

  async function read(before: readonly T[]): Promise<void> {
    if (state.value.isLoading) return
    state.value = { ...state.value, isLoading: true, failure: null }
    const answer = await ask(cursor)
    if (!answer) return
    if (!answer.ok) {
      state.value = { ...state.value, isLoading: false, failure: answer.failure }
      return
    }
    cursor = answer.nextCursor ?? undefined
    const items = [...before, ...answer.items]
    const hasMore = cursor !== undefined && items.length < ITEMS_MAX
    state.value = { items, hasMore, isLoading: false, failure: null }
  }

  return {
    state,
    load: () => {
      cursor = undefined
      return read([])
    },
    more: () => read(state.value.items),
  }
}

/** An answer of the background as a page of items. */
export function pageOf<V extends 'charges.list' | 'clients.audit', T>(
  answer: Answer<V> | null,
  items: (value: Extract<Answer<V>, { ok: true }>['value']) => readonly T[],
) {
  if (!answer || !answer.ok) return answer
  return { ok: true, items: items(answer.value), nextCursor: answer.value.nextCursor } as const
}
