import { describe, expect, it } from 'vitest'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { Failure } from '../../../extension/rpc/messages.ts'
import type { WorkerApi } from '../../../extension/rpc/worker-api.ts'
import { createWatch, delayAfter } from '../../../extension/background/watch.ts'
import { sampleOverview } from '../../support/browser-samples.ts'

type Page = Awaited<ReturnType<WorkerApi['page']>>
const pageOf = (clients: readonly ClientOverview[], nextCursor: string | null = null): Page => ({
  ok: true,
  value: { at: 0, value: { clients: [...clients], nextCursor } },
})
const failed = (failure: Failure): Page => ({ ok: false, failure })

function open(page: (cursor: string | undefined) => Page, isSignedIn = true) {
  const seen = { shown: [] as (number | null)[], told: [] as string[][], woken: [] as number[], pages: 0 }
  let failures = 0
  const watch = createWatch({
    api: {
      page: async (cursor) => {
        seen.pages += 1
        return page(cursor)
      },
    },
    isSignedIn: async () => isSignedIn,
    failures: { load: async () => failures, save: async (count) => void (failures = count) },
    show: async (count) => void seen.shown.push(count),
    tell: async (trouble) => void seen.told.push(trouble.map(({ name }) => name)),
    wake: async (minutes) => void seen.woken.push(minutes),
  })
  return { watch, seen }
}

describe('the look at the clients', () => {
  it('reads every page, shows the count, tells, and asks to be woken again', async () => {
    const low = sampleOverview(1, { status: 'low', name: 'Low' })
    const { watch, seen } = open((cursor) =>
      cursor === undefined ? pageOf([sampleOverview(0)], 'next') : pageOf([low]),
    )
    await watch.look()
    expect(seen).toEqual({ shown: [1], told: [['Low']], woken: [15], pages: 2 })
  })

  it('asks nothing while signed out, and shows no number', async () => {
    const { watch, seen } = open(() => pageOf([]), false)
    await watch.look()
    expect(seen).toEqual({ shown: [null], told: [], woken: [15], pages: 0 })
  })

  it('waits longer with each failure in a row, up to four hours; the old number stays for one miss only', async () => {
    let isDown = true
    const { watch, seen } = open(() => (isDown ? failed({ kind: 'unreachable' }) : pageOf([])))
    for (let time = 0; time < 6; time++) await watch.look()
    expect(seen.woken).toEqual([30, 60, 120, 240, 240, 240])
    expect(seen.shown).toEqual([null, null, null, null, null])
    isDown = false
    await watch.look()
    expect(seen.woken.at(-1)).toBe(15)
    expect(seen.told).toEqual([[]])
  })

  it('never comes back before the worker said so', () => {
    expect(delayAfter(1, { kind: 'rateLimited', retryAfterSeconds: 3_600 })).toBe(60)
    expect(delayAfter(1, { kind: 'rateLimited', retryAfterSeconds: 10 })).toBe(30)
  })

  it('stops at ten pages of a worker that always has one more', async () => {
    const { watch, seen } = open(() => pageOf([], 'again'))
    await watch.look()
    expect(seen.pages).toBe(10)
  })

  it('two asked for at once are one', async () => {
    const { watch, seen } = open(() => pageOf([]))
    await Promise.all([watch.look(), watch.look()])
    expect(seen.pages).toBe(1)
  })
})
