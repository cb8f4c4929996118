/** From the costs of frames to what was added by what was switched on, and how sure that is. No I/O, no clock. */
import type { FrameCost } from './frame-cost.ts'

/** `planted`: the overlay, and a loop of known length in each frame. */
export type State = 'off' | 'on' | 'planted'

/** A turn of frames in one state. */
export interface Turn {
  state: State
  frames: readonly FrameCost[]
}

type Round = readonly Turn[]

/** The turns of a round: forth and back, so that what drifts weighs on all alike. */
export const ROUND: readonly State[] = ['off', 'on', 'off', 'planted', 'planted', 'off', 'on', 'off']
/** The turns without the overlay in two halves about the same middle: nothing was added in one of them. */
const OUTER = [0, 7]
const INNER = [2, 5]

/**
 * Frames of a turn, and how many of them come before the first rest: the reconciler looks 30 times (mount/pace.ts), and
 * at a page that changes in a frame callback of its own it looks in every second frame.
 */
export const FRAMES = 90
export const LOOKING = 60
/** Of a page that renders for two seconds: the first, and of the second what is looked at or observed between rests. */
const LOOKING_SHARE = 0.6

/** Percent of the CPU time of a frame without the overlay. */
export interface ChurnFigures {
  added: number
  /** Of `added`: half of the 95 % interval, in percentage points. */
  uncertainty: number
  /** Before the first rest, and from then on. */
  looking: number
  resting: number
  /** Between the two halves of the turns without the overlay: what the measure reads where there is nothing. */
  nothing: number
  /** What the planted loop was read as, and what it is. */
  plantedRead: number
  planted: number
  /** `added` as the plain mean of all frames, the slow ones too. */
  plain: number
}

const inState = (state: State) => (round: Round) => round.filter((turn) => turn.state === state)
const inPlaces = (places: readonly number[]) => (round: Round) =>
  round.filter((_, place) => places.includes(place))

/** @param plantedMs the CPU time of the planted loop, in ms a frame */
export function churnFigures(rounds: readonly Round[], plantedMs: number): ChurnFigures {
  const off = rounds.flatMap(inState('off'))
  const on = rounds.flatMap(inState('on'))
  const [offLooking, offResting] = parts(off)
  const [onLooking, onResting] = parts(on)
  const planted = frameMs(rounds.flatMap(inState('planted')))
  return {
    added: percent(frameMs(on), frameMs(off)),
    uncertainty: uncertaintyOf(rounds),
    looking: percent(onLooking, offLooking),
    resting: percent(onResting, offResting),
    nothing: percent(frameMs(rounds.flatMap(inPlaces(INNER))), frameMs(rounds.flatMap(inPlaces(OUTER)))),
    plantedRead: (100 * (planted - frameMs(on))) / frameMs(off),
    planted: (100 * plantedMs) / frameMs(off),
    plain: percent(plainMs(on), plainMs(off)),
  }
}

/** CPU time of a frame of these turns, in ms. */
export function frameMs(turns: readonly Turn[]): number {
  const [looking, resting] = parts(turns)
  return LOOKING_SHARE * looking + (1 - LOOKING_SHARE) * resting
}

function plainMs(turns: readonly Turn[]): number {
  return mean(turns.flatMap(({ frames }) => frames.map(({ garbage, work }) => garbage + work)))
}

/** Of the frames before the first rest and of those after, apart: the overlay does other things in each. */
function parts(turns: readonly Turn[]): readonly [looking: number, resting: number] {
  return [
    cost(turns.map(({ frames }) => frames.slice(0, LOOKING))),
    cost(turns.map(({ frames }) => frames.slice(LOOKING))),
  ]
}

/**
 * What one frame costs, in ms. Garbage comes in some frames only and is taken in full, as a mean of all. The rest is the
 * mean of the fastest fifth: two processors that share one core give a thread up to 1.6 times the CPU time for the same
 * work while the other one is busy, and the fastest frames are those that had the core to themselves. A fifth of pairs
 * and not of frames: a look in every second one would be in none of the fastest.
 */
function cost(runs: readonly (readonly FrameCost[])[]): number {
  const pairs = runs.flatMap((frames) =>
    frames.flatMap(({ work }, index) => {
      const next = index % 2 === 0 ? frames[index + 1] : undefined
      return next ? [(work + next.work) / 2] : []
    }),
  )
  const fastest = pairs.sort((a, b) => a - b).slice(0, Math.ceil(pairs.length / 5))
  return mean(runs.flat().map(({ garbage }) => garbage)) + mean(fastest)
}

/** From what the figure would be without one round, for each round (the jackknife, which needs no chance). */
function uncertaintyOf(rounds: readonly Round[]): number {
  const without = rounds.map((_, left) => {
    const others = rounds.filter((_round, index) => index !== left)
    return percent(frameMs(others.flatMap(inState('on'))), frameMs(others.flatMap(inState('off'))))
  })
  const middle = mean(without)
  return 1.96 * Math.sqrt((rounds.length - 1) * mean(without.map((value) => (value - middle) ** 2)))
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (value: number, base: number): number => 100 * (value / base - 1)
