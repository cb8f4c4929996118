import type { ProfitLine } from '../../../shared/contract/days.ts'
import { LINES_AT_ONCE } from '../../rpc/days-api.ts'
import type { Answer, Failure } from '../../rpc/messages.ts'

export interface LinesState {
  /** By client. A client that was asked for and has no usage has an empty list. */
  readonly lines: ReadonlyMap<string, readonly ProfitLine[]>
  readonly failure: Failure | null
}
export const NO_LINES: LinesState = { lines: new Map(), failure: null }

export interface RowLines {
  /** Rows that came into view or left it. */
  see(rows: readonly { id: string; isSeen: boolean }[]): void
  /** The table shows other rows: which of them are in view is told anew. */
  unsee(): void
  /** After a failure nothing is asked until somebody wants it. */
  retry(): void
  stop(): void
}

/**
 * Lines for the rows in view and for no others: what scrolls by is asked for in one request at a time, what is known
 * is not asked for again. After `stop` an answer that is still on its way paints nothing.
 */
export function createRowLines({
  ask,
  told,
}: {
  ask(ids: readonly string[]): Promise<Answer<'days.clients'>>
  told(state: LinesState): void
}): RowLines {
  const inView = new Set<string>()
  let state = NO_LINES
  let isAsking = false
  let isOver = false

  const tell = (next: LinesState): void => {
    state = next
    told(next)
  }
  async function askNext(): Promise<void> {
    if (isAsking || isOver || state.failure !== null) return
    const wanted = [...inView].filter((id) => !state.lines.has(id)).slice(0, LINES_AT_ONCE)
    if (wanted.length === 0) return
    isAsking = true
    const answer = await ask(wanted)
    isAsking = false
    if (isOver) return
    if (!answer.ok) return tell({ ...state, failure: answer.failure })
    const lines = new Map(state.lines)
    for (const id of wanted) lines.set(id, [])
    for (const line of answer.value.value.lines) lines.set(line.id, [...(lines.get(line.id) ?? []), line])
    tell({ lines, failure: null })
    // What came into view meanwhile; each round knows more, so it ends.
    void askNext()
  }

  return {
    see: (rows) => {
      for (const { id, isSeen } of rows) {
        if (isSeen) inView.add(id)
        else inView.delete(id)
      }
      void askNext()
    },
    unsee: () => inView.clear(),
    retry: () => {
      tell({ ...state, failure: null })
      void askNext()
    },
    stop: () => {
      isOver = true
    },
  }
}
