import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ProfitLine } from '../../../shared/contract/days.ts'
import { call } from '../../rpc/call.ts'
import type { Answer, Failure } from '../../rpc/messages.ts'
import { createRowLines, NO_LINES, type RowLines } from './row-lines.ts'

/** Lines of the rows (`tr[data-id]`) of a table that are in view; all anew whenever `readAt` is another object. */
export function useRowLines(
  table: RefObject<HTMLTableElement | null>,
  ids: readonly string[],
  readAt: object,
) {
  const [state, setState] = useState(NO_LINES)
  const [rows, setRows] = useState<RowLines | null>(null)
  useEffect(() => {
    setState(NO_LINES)
    const next = createRowLines({ ask: (wanted) => call('days.clients', { ids: wanted }), told: setState })
    setRows(next)
    return next.stop
  }, [readAt])
  // Ids hold no space.
  const shown = ids.join(' ')
  useEffect(() => {
    if (!rows || !table.current) return
    const observer = new IntersectionObserver((entries) =>
      rows.see(
        entries.map(({ target, isIntersecting }) => ({
          id: (target as HTMLElement).dataset['id'] ?? '',
          isSeen: isIntersecting,
        })),
      ),
    )
    for (const row of table.current.querySelectorAll('tr[data-id]')) observer.observe(row)
    return () => {
      observer.disconnect()
      rows.unsee()
    }
  }, [rows, shown])
  return { ...state, retry: () => rows?.retry() }
}

/** Lines by service in one currency, read once; `what` names what is asked for, and another name asks anew. */
export function useServiceLines(
  what: string,
  currency: string,
  ask: () => Promise<Answer<'days.services'>>,
): { lines: ReadonlyMap<string, ProfitLine>; failure: Failure | null; retry: () => void } {
  const [answer, setAnswer] = useState<Answer<'days.services'> | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isCurrent = true
    setAnswer(null)
    const read = async (): Promise<void> => {
      const given = await ask()
      if (isCurrent) setAnswer(given)
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [what, tries])
  const all = answer?.ok ? answer.value.value.lines : []
  return {
    lines: new Map(all.filter((line) => line.currency === currency).map((line) => [line.id, line])),
    failure: answer && !answer.ok ? answer.failure : null,
    retry: () => setTries(tries + 1),
  }
}
