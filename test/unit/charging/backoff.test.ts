/** When a declined client is tried again: an hour, then a schedule, never more than 15 times in 30 days. */
import { expect, test } from 'vitest'
import { TRIES_WINDOW_MS, pauseUntil, resendAfter_ms } from '../../../worker/charging/backoff.ts'
import { nextTry } from '../../../worker/charging/pause.ts'

const HOUR = 3_600_000
const START = new Date('2026-11-01T00:00:00Z')

test('soft declines one after the other: 1 h, 6 h, 1 d, 2 d, then every 3 days', () => {
  const waits = [1n, 2n, 3n, 4n, 5n, 14n].map(
    (tries) => ((pauseUntil(START, tries, START, 'soft')?.getTime() ?? 0) - START.getTime()) / HOUR,
  )
  expect(waits).toEqual([1, 6, 24, 48, 72, 72])
})

test('a hard decline waits for somebody to act', () => {
  expect(pauseUntil(START, 1n, START, 'hard')).toBeNull()
})

test('played to the end, a card that always declines is tried at most 15 times in any 30 days', () => {
  let state: { tries: bigint; firstTryAt: Date } | undefined
  let now = START
  const tried: number[] = []
  for (let step = 0; step < 200; step += 1) {
    tried.push(now.getTime())
    state = nextTry(now, state)
    const until = pauseUntil(now, state.tries, state.firstTryAt, 'soft')
    if (until === null) throw new Error('a soft decline ends')
    now = until
  }
  for (const at of tried) {
    expect(tried.filter((other) => other >= at && other < at + TRIES_WINDOW_MS).length).toBeLessThanOrEqual(
      15,
    )
  }
})

test('the fifteenth try rests until the window of the first is over', () => {
  const now = new Date(START.getTime() + 10 * 24 * HOUR)
  expect(pauseUntil(now, 15n, START, 'soft')).toEqual(new Date(START.getTime() + TRIES_WINDOW_MS))
})

test('an unanswered send is repeated after 1, 5, 15 minutes, then hourly', () => {
  expect([1n, 2n, 3n, 4n, 100n].map((sends) => resendAfter_ms(sends) / 60_000)).toEqual([1, 5, 15, 60, 60])
})
