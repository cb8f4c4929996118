/**
 * What a million events cost where they run in production: formulas over measured figures. Prices are those of public
 * pages, above what the plans include: Workers and Queues from developers.cloudflare.com (workers/platform/pricing,
 * queues/platform/pricing), rows from turso.tech/pricing as captured on 2026-06-12. Read on 2026-11-22; ask again before
 * a decision hangs on them.
 */
const USD_PER_MILLION = {
  requests: 0.3,
  cpu_ms: 0.02,
  queueOperations: 0.4,
  rowsWritten: 1,
} as const
const USD_PER_BILLION_ROWS_READ = 1

/** A message is written, read and deleted. */
const OPERATIONS_PER_MESSAGE = 3

export interface Measured {
  /** µs of the worker's CPU an event. */
  readonly cpu_us: number
  /** Events that one batch posts. */
  readonly batch: number
  readonly rowsWritten: number
  readonly indexEntries: number
}

/**
 * Rows a batch reads per event, counted off the statements (EXPLAIN QUERY PLAN): the line is scanned for the journal, its
 * entries, the balances, the count and the answer; the balance it moves is read, and each day of the repeat window is one
 * look that finds nothing. Not measured: the local database does not count reads.
 */
const ROWS_READ_PER_EVENT = 7

export interface MillionCost {
  readonly requests: number
  readonly cpu_ms: number
  readonly queueOperations: number
  readonly rowsWritten: number
  readonly rowsRead: number
  readonly usd: number
}

/** By webhook: a request each, the queue, and a consumer's run for each batch of the queue. */
export function byWebhook(measured: Measured): MillionCost {
  return cost(1_000_000 + 1_000_000 / measured.batch, 1_000_000 * OPERATIONS_PER_MESSAGE, measured)
}

/** By POST /v1/usage: a request a batch, no queue. */
export function byApi(measured: Measured): MillionCost {
  return cost(1_000_000 / measured.batch, 0, measured)
}

function cost(requests: number, queueOperations: number, measured: Measured): MillionCost {
  const cpu_ms = measured.cpu_us * 1_000
  const rowsWritten = (measured.rowsWritten + measured.indexEntries) * 1_000_000
  const rowsRead = ROWS_READ_PER_EVENT * 1_000_000
  const usd =
    (requests * USD_PER_MILLION.requests +
      cpu_ms * USD_PER_MILLION.cpu_ms +
      queueOperations * USD_PER_MILLION.queueOperations +
      rowsWritten * USD_PER_MILLION.rowsWritten) /
      1_000_000 +
    (rowsRead * USD_PER_BILLION_ROWS_READ) / 1_000_000_000
  return { requests, cpu_ms, queueOperations, rowsWritten, rowsRead, usd }
}
