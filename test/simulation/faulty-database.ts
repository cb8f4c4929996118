/**
 * A `Database` that fails on order: the process dies between two statements of a batch (nothing of it stays), or the
 * answer to a batch that was committed is lost. It also lets somebody else write between a verb's reads and its write.
 */
import type { ResultSet } from '@libsql/client/http'
import { BatchAborted, type Database, type Statement, Unreachable } from '../../worker/db/client.ts'

export type Fault =
  /** Dies in the verb's `write`-th batch, before the statement at this share (0 … 1) of its length; `hard`: with its files. */
  | { readonly kind: 'crash'; readonly write: number; readonly share: number; readonly hard: boolean }
  /** The `write`-th batch is committed, but nobody hears of it. */
  | { readonly kind: 'lost'; readonly write: number }
  /** The `read`-th reading gets no answer. */
  | { readonly kind: 'read'; readonly read: number }

/** A statement that fails at any database: what stands before it in a batch is rolled back. */
const DEATH = 'INSERT INTO guard (ok) VALUES (NULL)'

/** Each copies the database's files. */
const HARD_MAX = 20

export class FaultyDatabase implements Database {
  readonly orm: Database['orm']
  readonly #inner: Database & { crashWithin?(statements: readonly Statement[]): void }
  #fault: Fault | null = null
  #other: (() => Promise<unknown>) | null = null
  #writes = 0
  #reads = 0
  #dead = false
  #hard = 0
  /** Batches that were committed since `arm`. */
  commits = 0
  /** Whether the fault came to pass. */
  struck = false

  constructor(inner: Database) {
    this.#inner = inner
    this.orm = inner.orm
  }

  /** Begins a new process: forgets the last one's fault, and sets this one's. */
  arm(fault: Fault | null, other: (() => Promise<unknown>) | null): void {
    this.#fault = fault
    this.#other = other
    this.#writes = 0
    this.#reads = 0
    this.#dead = false
    this.commits = 0
    this.struck = false
  }

  async readBatch(statements: readonly Statement[]): Promise<ResultSet[]> {
    this.#live()
    if (this.#fault?.kind === 'read' && this.#fault.read === this.#reads) {
      this.struck = true
      this.#dead = true
      throw new Unreachable('read')
    }
    this.#reads += 1
    return this.#inner.readBatch(statements)
  }

  async writeBatch(statements: readonly Statement[]): Promise<ResultSet[]> {
    this.#live()
    const other = this.#other
    this.#other = null
    if (other !== null) await other()
    const fault = this.#fault
    const now = this.#writes
    this.#writes += 1
    if (fault?.kind === 'crash' && fault.write === now) {
      this.struck = true
      this.#dead = true
      await this.#die(statements.slice(0, Math.floor(statements.length * fault.share)), fault.hard)
      throw new Unreachable('crash')
    }
    const results = await this.#inner.writeBatch(statements)
    this.commits += 1
    if (fault?.kind !== 'lost' || fault.write !== now) return results
    this.struck = true
    throw new Unreachable('lost')
  }

  async #die(begun: readonly Statement[], hard: boolean): Promise<void> {
    try {
      if (hard && this.#inner.crashWithin !== undefined && this.#hard < HARD_MAX) {
        this.#hard += 1
        this.#inner.crashWithin(begun)
      } else await this.#inner.writeBatch([...begun, DEATH])
    } catch (error) {
      // A guard of the verb's own may have failed before the end came.
      if (!(error instanceof BatchAborted) && !hard) throw error
    }
  }

  /** A dead process does nothing more. */
  #live(): void {
    if (this.#dead) throw new Unreachable('dead')
  }
}
