import { describe, expect, it } from 'vitest'
import { simulate } from './simulate.ts'

const NOTHING_LEFT = { EUR: '0', JPY: '0', KWD: '0', USD: '0', credit: '0' }

describe('the books beside the oracle', () => {
  it.each([11, 12])(
    '12,000 operations with crashes between statements and lost answers, seed %i',
    async (seed) => {
      const report = await simulate({ seed, operations: 12_000, crashes: true, checkEvery: 4_000 })
      expect(report.imbalance).toEqual(NOTHING_LEFT)
      // A schedule in which nothing happens would prove nothing.
      for (const what of ['posted', 'duplicates', 'conflicts', 'rejected', 'crashes', 'lost'] as const) {
        expect(report[what], what).toBeGreaterThan(5)
      }
      for (const what of ['overtaken', 'switches', 'charges', 'cash', 'seals', 'corrections'] as const) {
        expect(report[what], what).toBeGreaterThan(5)
      }
      for (const what of ['sent', 'pools', 'grants', 'backfilled', 'adjusted'] as const) {
        expect(report[what], what).toBeGreaterThan(5)
      }
      for (const what of ['reversals', 'lapses', 'reverted', 'undone'] as const) {
        expect(report[what], what).toBeGreaterThan(1)
      }
    },
  )

  it('the same over HTTP, through the worker’s own client', async () => {
    const report = await simulate({
      seed: 13,
      operations: 2_000,
      crashes: true,
      http: true,
      checkEvery: 1_000,
    })
    expect(report.imbalance).toEqual(NOTHING_LEFT)
  })

  it('the same seed gives the same run', async () => {
    const run = (seed: number) => simulate({ seed, operations: 1_500, crashes: true })
    const [first, again, other] = [await run(21), await run(21), await run(22)]
    expect(again).toEqual(first)
    expect(other.traceHash).not.toBe(first.traceHash)
  })
})
