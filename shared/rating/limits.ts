import type { Nano } from '../money/nano.ts'

/** Whether a price per unit lies below a floor (by default the cost): a warning, never a silent change. */
export const belowFloor = (unitPrice: Nano, floor: Nano): boolean => unitPrice < floor

/** A spend cap of a client and service in a period; null where not set. */
export interface SpendCap {
  readonly soft: Nano | null
  readonly hard: Nano | null
}

export interface SpendState {
  readonly state: 'ok' | 'soft' | 'hard'
  /** The limit that this step reached for the first time: report it once. */
  readonly crossed: 'soft' | 'hard' | null
  /** What `funds` answers before the next use: false from the hard cap on. Usage that happens is recorded anyway. */
  readonly allowed: boolean
}

const stateOf = (spent: Nano, cap: SpendCap): SpendState['state'] => {
  if (cap.hard !== null && spent >= cap.hard) return 'hard'
  return cap.soft !== null && spent >= cap.soft ? 'soft' : 'ok'
}

/** Evaluates the step from `before` to `after` spent in the period. A cap is reached at its amount, not above it. */
export const evaluateSpend = (before: Nano, after: Nano, cap: SpendCap): SpendState => {
  const state = stateOf(after, cap)
  const was = stateOf(before, cap)
  const rose = state === 'hard' ? was !== 'hard' : state === 'soft' && was === 'ok'
  return { state, crossed: rose && state !== 'ok' ? state : null, allowed: state !== 'hard' }
}
