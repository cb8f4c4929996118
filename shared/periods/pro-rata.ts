import type { Period } from './calendar.ts'

/** A share of a period as a fraction, for exact arithmetic. */
export interface Share {
  readonly part: bigint
  readonly whole: bigint
}

/**
 * The share of a period that lies in [fromMs, toMs), by milliseconds of real time; null means open. So a client
 * who came on the 10th and left on the 20th pays for just that, and adjoining spans add up to the whole.
 */
export const shareByTime = (period: Period, fromMs: bigint | null, toMs: bigint | null): Share => {
  const start = fromMs !== null && fromMs > period.startMs ? fromMs : period.startMs
  const end = toMs !== null && toMs < period.endMs ? toMs : period.endMs
  return { part: end > start ? end - start : 0n, whole: period.endMs - period.startMs }
}
