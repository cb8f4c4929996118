import { formatNano, NANO_PER_UNIT } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'
import { RatingError } from './error.ts'

/** From `atMs` on, the level (seats, bytes) is `level`, until the next change. */
export interface LevelChange {
  readonly atMs: bigint
  readonly level: bigint
}

const MS_PER_HOUR = 3_600_000n

/**
 * Level × real time of [fromMs, toMs) in level-hours, as a quantity with at most nine decimals (half-up): seats
 * added and removed in the middle of a month, bytes stored. Changes may come in any order; of two at the same
 * instant the later one in the list holds; before the first the level is 0. Summed as integers, rounded once.
 * Throws `RatingError` for a negative level or a span that ends before it begins.
 */
export const levelHours = (changes: readonly LevelChange[], fromMs: bigint, toMs: bigint): string => {
  if (toMs < fromMs) throw new RatingError('out_of_range', 'toMs', 'must not be before fromMs')
  const ordered = changes.toSorted((a, b) => (a.atMs === b.atMs ? 0 : a.atMs < b.atMs ? -1 : 1))
  let sum = 0n
  for (const [index, { atMs, level }] of ordered.entries()) {
    if (level < 0n) throw new RatingError('out_of_range', 'level', 'must not be below 0')
    const until = ordered[index + 1]?.atMs ?? toMs
    const start = atMs > fromMs ? atMs : fromMs
    const end = until < toMs ? until : toMs
    if (end > start) sum += level * (end - start)
  }
  return formatNano(divide(sum * NANO_PER_UNIT, MS_PER_HOUR, 'halfUp'))
}
