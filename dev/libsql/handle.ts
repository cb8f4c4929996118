/** What the server is started with and what it hands out. */
import type { StreamLimits, Timers } from './stream.ts'

export interface LibsqlFaults {
  /** Waits so long before each pipeline is worked on: the way to a server that is not next door. */
  delay_ms: number
  /** Cuts the connection instead of answering the next n pipelines that wrote rows: done, but nobody knows. */
  dropAnswerAfterCommit: number
  /** Answers 500 to the next n pipelines and does nothing. */
  failBefore: number
}

export interface RequestLogEntry {
  readonly path: string
  readonly status: number
  /** Types of the Hrana requests in the pipeline. */
  readonly kinds: readonly string[]
  /** Statements that were run; BEGIN and COMMIT count. */
  readonly statements: number
  /** Rows inserted, updated and deleted, by triggers too; index entries are not counted. */
  readonly rowsWritten: number
}

export interface LibsqlServer {
  readonly url: string
  readonly file: string
  readonly faults: LibsqlFaults
  /** The newest 1,000 requests. */
  readonly requests: readonly RequestLogEntry[]
  /** Streams that wait for the one writer to be done. */
  readonly waitingWriters: number
  clearRequests(): void
  close(): Promise<void>
}

export interface LibsqlOptions {
  /** Database file; none = a temporary one that goes on close. */
  file?: string
  /** 0 or none = a free port. */
  port?: number
  /** Source of batons: each must be new. */
  ids?: () => string
  timers?: Timers
  limits?: Partial<StreamLimits>
}
