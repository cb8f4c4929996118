/** What a million events cost in production (`million.ts`), out of the measured CPU and rows. */
import { type Figure, beside, median } from './figures.ts'
import { type MillionCost, byApi, byWebhook } from './million.ts'
import type { Measured } from './rounds.ts'

export function costFigures({ rounds, writes100, writes1000 }: Measured): Figure[] {
  const cpuOf = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : median(known)
  }
  const hook_us = cpuOf(rounds.map((round) => round.hooks.cpu_us))
  const api_us = cpuOf(rounds.map((round) => round.worker.cpu_us))
  // Where the system does not tell the CPU a process used, there is nothing to reckon with.
  if (hook_us === null || api_us === null) return []
  return [
    ...figuresOf('by webhook', byWebhook(measuredOf(100, hook_us, writes100))),
    ...figuresOf('by POST /v1/usage', byApi(measuredOf(1_000, api_us, writes1000))),
  ]
}

const measuredOf = (batch: number, cpu_us: number, writes: Measured['writes100']) => ({
  batch,
  cpu_us,
  rowsWritten: writes.rowsPerEvent,
  indexEntries: writes.indexEntriesPerEvent,
})

const figuresOf = (way: string, cost: MillionCost): Figure[] => [
  beside(`a million events ${way}: requests of the worker`, cost.requests, ''),
  beside(`a million events ${way}: CPU`, cost.cpu_ms / 1000, 's'),
  beside(`a million events ${way}: operations of the queue`, cost.queueOperations, ''),
  beside(`a million events ${way}: rows and index entries written`, cost.rowsWritten, ''),
  beside(`a million events ${way}: rows read, about`, cost.rowsRead, ''),
  beside(`a million events ${way}: cost above the plans`, cost.usd, 'USD'),
]
