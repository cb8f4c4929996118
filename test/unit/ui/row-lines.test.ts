import { describe, expect, it } from 'vitest'
import { createRowLines, type LinesState } from '../../../extension/entrypoints/sidepanel/row-lines.ts'
import type { Answer } from '../../../extension/rpc/messages.ts'
import { sampleLines } from '../../support/browser-days.ts'

const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => `c${from + index}`)
const seen = (list: readonly string[]) => list.map((id) => ({ id, isSeen: true }))
const left = (list: readonly string[]) => list.map((id) => ({ id, isSeen: false }))

const linesFor = (list: readonly string[]) => sampleLines(list.map((id) => ({ id, profit: '10' })))

/** Row lines whose questions are answered by hand. */
function start() {
  const asked: { ids: readonly string[]; answer: (given: Answer<'days.clients'>) => Promise<void> }[] = []
  const told: LinesState[] = []
  const rows = createRowLines({
    ask: (wanted) =>
      new Promise((resolve) => {
        asked.push({
          ids: wanted,
          answer: async (given) => {
            resolve(given)
            // Two turns: the answer, and what follows from it.
            await Promise.resolve()
            await Promise.resolve()
          },
        })
      }),
    told: (state) => told.push(state),
  })
  const good = (index: number) =>
    asked[index]?.answer({ ok: true, value: { at: 1, value: linesFor(asked[index]?.ids ?? []) } })
  return { rows, asked, told, good }
}

describe('lines of the rows in view', () => {
  it('are asked for once, one request at a time, at most 50 each', async () => {
    const { rows, asked, told, good } = start()
    rows.see(seen(ids(0, 70)))
    rows.see(seen(ids(70, 5)))
    expect(asked.map((each) => each.ids.length)).toEqual([50])
    await good(0)
    expect(asked.map((each) => each.ids.length)).toEqual([50, 25])
    await good(1)
    rows.see(seen(ids(0, 75)))
    expect(asked).toHaveLength(2)
    expect(told.at(-1)?.lines.size).toBe(75)
    expect(told.at(-1)?.lines.get('c74')).toHaveLength(1)
  })

  it('what scrolled by is not asked for, and a client without usage is not asked for again', async () => {
    const { rows, asked, told } = start()
    rows.see(seen(['a']))
    rows.see(seen(['b', 'c']))
    rows.see(left(['b']))
    await asked[0]?.answer({ ok: true, value: { at: 1, value: { ...sampleLines([]) } } })
    expect(asked.map((each) => each.ids)).toEqual([['a'], ['c']])
    rows.unsee()
    await asked[1]?.answer({ ok: true, value: { at: 1, value: { ...sampleLines([]) } } })
    rows.see(seen(['a', 'c']))
    expect(asked).toHaveLength(2)
    expect(told.at(-1)?.lines.get('a')).toEqual([])
  })

  it('after a failure nothing is asked until somebody wants it; what is known stays', async () => {
    const { rows, asked, told, good } = start()
    rows.see(seen(['a']))
    await good(0)
    rows.see(seen(['b']))
    await asked[1]?.answer({ ok: false, failure: { kind: 'timeout' } })
    expect(told.at(-1)?.failure).toEqual({ kind: 'timeout' })
    expect(told.at(-1)?.lines.get('a')).toHaveLength(1)
    rows.see(seen(['c']))
    expect(asked).toHaveLength(2)
    rows.retry()
    expect(asked[2]?.ids).toEqual(['b', 'c'])
    await good(2)
    expect(told.at(-1)?.failure).toBeNull()
  })

  it('an answer that comes after the end paints nothing and asks nothing', async () => {
    const { rows, asked, told, good } = start()
    rows.see(seen(['a']))
    rows.see(seen(['b']))
    rows.stop()
    await good(0)
    rows.see(seen(['c']))
    expect(told).toEqual([])
    expect(asked).toHaveLength(1)
  })
})
