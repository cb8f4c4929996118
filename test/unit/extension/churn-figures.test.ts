import { describe, expect, test } from 'vitest'
import { churnFigures, FRAMES, LOOKING, ROUND, type State, type Turn } from '../../bench/churn-figures.ts'
import { frameCosts, type FrameCost, type TraceEvent } from '../../bench/frame-cost.ts'
import { Random } from '../../simulation/random.ts'

const FRAME_MS = 6
const LOOP_MS = 0.48

/**
 * Rounds on a machine as ours is: a frame takes 1.6 times as long while others are at work, which they are in part of
 * the turns, and every eighth frame collects garbage.
 */
function rounds(count: number, added: (state: State, frame: number) => FrameCost): Turn[][] {
  const random = new Random(7)
  const chance = (): number => random.bits() / 2 ** 32
  return Array.from({ length: count }, () =>
    ROUND.map((state) => {
      const busy = 0.8 * chance()
      const frames = Array.from({ length: FRAMES }, (_, frame) => {
        const { work, garbage } = added(state, frame)
        const slow = chance() < busy ? 1.6 : 1
        const collected = frame % 8 === 7 ? 2.4 : 0
        return {
          work: (FRAME_MS * (0.95 + 0.1 * chance()) + work) * slow,
          garbage: (collected + garbage) * slow,
        }
      })
      return { state, frames }
    }),
  )
}
const loop = (state: State): number => (state === 'planted' ? LOOP_MS : 0)
const percent = (ms: number): number => (100 * ms) / (FRAME_MS + 0.3)

describe('what is added to a page that renders all the time', () => {
  test('is read within a point, whatever else the machine does in part of the turns', () => {
    const seen = churnFigures(
      rounds(16, (state) => ({ work: (state === 'off' ? 0 : 0.2) + loop(state), garbage: 0 })),
      LOOP_MS,
    )
    expect(Math.abs(seen.added - percent(0.2))).toBeLessThan(1)
    expect(Math.abs(seen.nothing)).toBeLessThan(1)
    expect(Math.abs(seen.plantedRead - seen.planted)).toBeLessThan(1)
    expect(seen.uncertainty).toBeLessThan(1.5)
  })

  test('is read before a rest and in it, apart', () => {
    const seen = churnFigures(
      rounds(16, (state, frame) => ({ work: state === 'on' && frame < LOOKING ? 0.6 : 0, garbage: 0 })),
      LOOP_MS,
    )
    expect(Math.abs(seen.looking - percent(0.6))).toBeLessThan(1.5)
    expect(Math.abs(seen.resting)).toBeLessThan(1.5)
    expect(seen.added).toBeGreaterThan(percent(0.3))
  })

  test('counts what comes in every second frame, as our looks do', () => {
    const seen = churnFigures(
      rounds(16, (state, frame) => ({ work: state === 'on' && frame % 2 === 1 ? 0.8 : 0, garbage: 0 })),
      LOOP_MS,
    )
    expect(Math.abs(seen.added - percent(0.4))).toBeLessThan(1)
  })

  test('counts garbage although few frames collect any', () => {
    const seen = churnFigures(
      rounds(16, (state, frame) => ({ work: 0, garbage: state === 'on' && frame % 20 === 9 ? 8 : 0 })),
      LOOP_MS,
    )
    expect(seen.added).toBeGreaterThan(percent(0.4) - 1)
  })

  test('is said to be unsure where turns differ from each other by themselves', () => {
    const speeds = new Random(3)
    let speed = 0
    const seen = churnFigures(
      rounds(8, (_state, frame) => {
        if (frame === 0) speed = speeds.bits() / 2 ** 32
        return { work: 3 * speed, garbage: 0 }
      }),
      LOOP_MS,
    )
    expect(seen.uncertainty).toBeGreaterThan(2)
  })
})

describe('the frames of a trace', () => {
  const main = { pid: 1, tid: 1 }
  const span = (name: string, ts: number, dur: number, tdur: number): TraceEvent => ({
    ...main,
    ph: 'X',
    name,
    ts,
    dur,
    tdur,
  })
  const mark = (ts: number): TraceEvent => ({ ...main, ph: 'I', name: 'turn 0', ts })

  test('hold the task in which they begin and all until the next; garbage once, apart', () => {
    const events = [
      span('ThreadControllerImpl::RunTask', 0, 900, 900),
      span('ThreadControllerImpl::RunTask', 1_000, 6_000, 5_000),
      mark(1_500),
      span('ThreadControllerImpl::RunTask', 2_000, 500, 500),
      span('MajorGC', 3_000, 1_000, 1_000),
      span('V8.GC_MARK_COMPACTOR', 3_100, 800, 800),
      span('ThreadControllerImpl::RunTask', 8_000, 2_000, 2_000),
      { ...span('ThreadControllerImpl::RunTask', 9_000, 4_000, 4_000), tid: 2 },
      span('ThreadControllerImpl::RunTask', 17_000, 6_000, 6_000),
      mark(17_500),
      span('V8.GC_SCAVENGER', 18_000, 300, 300),
      span('ThreadControllerImpl::RunTask', 33_000, 6_000, 6_000),
      mark(33_500),
    ]
    const expected: FrameCost[] = [
      { work: 6, garbage: 1 },
      { work: 5.7, garbage: 0.3 },
    ]
    expect(frameCosts(events.toReversed(), 'turn 0')).toEqual(expected)
  })

  test('are none where the page set no mark', () => {
    expect(frameCosts([span('ThreadControllerImpl::RunTask', 0, 900, 900)], 'turn 0')).toEqual([])
  })
})
