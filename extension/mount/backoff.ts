/** More re-inserts than this within the span is a fight with the page, and we leave it. */
const LIMIT = 20
const SPAN_MS = 5_000

/** Counts re-inserts of one host. `hit` answers whether this one is one too many. */
export function createBackoff(now: () => number): { hit(): boolean } {
  const times: number[] = []
  return {
    hit: () => {
      const at = now()
      times.push(at)
      while (times.length > LIMIT + 1 || (times[0] ?? at) < at - SPAN_MS) times.shift()
      return times.length > LIMIT
    },
  }
}
