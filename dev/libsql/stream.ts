/** One Hrana stream: a connection of its own, its stored SQL texts, its hold on the writer's lock, its deadlines. */
import type { Connection, ConnectionPool } from './connection.ts'
import { HranaError, errorJson } from './protocol.ts'
import type { HranaBatch, HranaCond, HranaRequest, HranaStmt } from './protocol.ts'
import type { WriterQueue } from './writer-queue.ts'

/** Timers come from outside, so that a test can let one fire. */
export interface Timers {
  start(work: () => void, delay_ms: number): unknown
  stop(handle: unknown): void
}

export interface StreamLimits {
  /** A stream nobody speaks to is closed and rolled back. */
  readonly idle_ms: number
  /** A write transaction that stays open longer is rolled back, as Turso does. */
  readonly write_ms: number
}

const STEPS_MAX = 10_000
const STORED_SQL_MAX = 1_000

export class Stream {
  readonly #connection: Connection
  readonly #pool: ConnectionPool
  readonly #writers: WriterQueue
  readonly #timers: Timers
  readonly #limits: StreamLimits
  readonly #texts = new Map<number, string>()
  #writing = false
  #timedOut = false
  #writeTimer: unknown
  closed = false
  statements = 0

  constructor(pool: ConnectionPool, writers: WriterQueue, timers: Timers, limits: StreamLimits) {
    this.#connection = pool.take()
    this.#pool = pool
    this.#writers = writers
    this.#timers = timers
    this.#limits = limits
  }

  get totalChanges(): number {
    return this.closed ? 0 : this.#connection.totalChanges
  }

  /** Answers one request of a pipeline as a Hrana StreamResult in JSON. Never throws for what SQL does wrong. */
  async answer(request: HranaRequest): Promise<string> {
    try {
      return `{"type":"ok","response":${await this.#respond(request)}}`
    } catch (error) {
      if (!(error instanceof HranaError)) throw error
      return `{"type":"error","error":${errorJson(error)}}`
    } finally {
      this.#settle()
    }
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#pool.give(this.#connection)
    this.#releaseWriter()
  }

  async #respond(request: HranaRequest): Promise<string> {
    switch (request.type) {
      case 'execute':
        return `{"type":"execute","result":${await this.#execute(request.stmt)}}`
      case 'batch':
        return `{"type":"batch","result":${await this.#batch(request.batch)}}`
      case 'sequence':
        await this.#becomeWriter()
        this.statements += 1
        this.#connection.sequence(this.#sqlOf(request))
        return '{"type":"sequence"}'
      case 'describe':
        return `{"type":"describe","result":${this.#connection.describe(this.#sqlOf(request))}}`
      case 'store_sql':
        if (this.#texts.size >= STORED_SQL_MAX)
          throw new HranaError('Too many SQL texts stored', 'SQL_STORE_TOO_LARGE')
        this.#texts.set(request.sql_id, request.sql)
        return '{"type":"store_sql"}'
      case 'close_sql':
        this.#texts.delete(request.sql_id)
        return '{"type":"close_sql"}'
      case 'get_autocommit':
        return `{"type":"get_autocommit","is_autocommit":${!this.#connection.inTransaction}}`
      case 'close':
        this.close()
        return '{"type":"close"}'
      default:
        throw new HranaError('Unknown type of request', 'REQUEST_UNKNOWN')
    }
  }

  async #execute(stmt: HranaStmt): Promise<string> {
    const sql = this.#sqlOf(stmt)
    if (this.#timedOut) {
      this.#timedOut = false
      throw new HranaError('Transaction timed out', 'TRANSACTION_TIMEOUT')
    }
    const text = this.#connection.textOf(sql)
    if (text.kind === 'write' || text.beginsWrite) await this.#becomeWriter()
    if (this.closed) throw new HranaError('The stream is closed', 'STREAM_CLOSED')
    this.statements += 1
    return this.#connection.execute(sql, stmt)
  }

  async #batch(batch: HranaBatch): Promise<string> {
    if (batch.steps.length > STEPS_MAX)
      throw new HranaError(`More than ${STEPS_MAX} steps`, 'BATCH_TOO_LARGE')
    const results: string[] = []
    const errors: string[] = []
    for (const [index, { condition, stmt }] of batch.steps.entries()) {
      results[index] = errors[index] = 'null'
      if (condition && !this.#holds(condition, results, errors)) continue
      try {
        results[index] = await this.#execute(stmt)
      } catch (error) {
        if (!(error instanceof HranaError)) throw error
        errors[index] = errorJson(error)
      }
    }
    return `{"step_results":[${results.join(',')}],"step_errors":[${errors.join(',')}]}`
  }

  #holds(condition: HranaCond, results: string[], errors: string[]): boolean {
    switch (condition.type) {
      case 'ok':
        return (results[condition.step] ?? 'null') !== 'null'
      case 'error':
        return (errors[condition.step] ?? 'null') !== 'null'
      case 'not':
        return !this.#holds(condition.cond, results, errors)
      case 'and':
        return condition.conds.every((part) => this.#holds(part, results, errors))
      case 'or':
        return condition.conds.some((part) => this.#holds(part, results, errors))
      case 'is_autocommit':
        return !this.#connection.inTransaction
      default:
        throw new HranaError('Unknown type of condition', 'BATCH_COND_BAD_STEP')
    }
  }

  #sqlOf(from: { sql?: string; sql_id?: number }): string {
    const sql = from.sql ?? (from.sql_id === undefined ? undefined : this.#texts.get(from.sql_id))
    if (sql === undefined) throw new HranaError('SQL text is not stored', 'SQL_NOT_FOUND')
    return sql
  }

  async #becomeWriter(): Promise<void> {
    if (this.#writing) return
    const wait = this.#writers.acquire()
    if (wait !== undefined) await wait
    if (this.closed) {
      this.#writers.release()
      throw new HranaError('The stream is closed', 'STREAM_CLOSED')
    }
    this.#writing = true
  }

  /** After a request: outside a transaction the lock goes on; inside one its time runs. */
  #settle(): void {
    if (this.closed || !this.#writing) return
    if (!this.#connection.inTransaction) this.#releaseWriter()
    else this.#writeTimer ??= this.#timers.start(() => this.#expireWrite(), this.#limits.write_ms)
  }

  #expireWrite(): void {
    if (this.closed || !this.#writing) return
    this.#connection.rollback()
    this.#timedOut = true
    this.#releaseWriter()
  }

  #releaseWriter(): void {
    if (!this.#writing) return
    this.#writing = false
    this.#timers.stop(this.#writeTimer)
    this.#writeTimer = undefined
    this.#writers.release()
  }
}
