/**
 * One native connection with its prepared statements, and the pool of those that no stream holds.
 * Traps of npm libsql 0.5.29, each seen: BEGIN, COMMIT and ROLLBACK only by `exec`; a statement with rows must be read
 * to its end, else the next COMMIT fails; a connection whose prepared statement saw SQLITE_BUSY stays locked for good
 * (libsql-client-ts#352) and is dropped.
 */
import Database from 'libsql'
import { HranaError } from './protocol.ts'
import type { HranaStmt } from './protocol.ts'
import { bindings, readSqlText } from './sql-text.ts'
import type { SqlText } from './sql-text.ts'
import { encodeRows } from './values.ts'
import type { NativeValue } from './values.ts'

type NativeStatement = Database.Statement<[NativeValue[]]>
interface Prepared {
  readonly text: SqlText
  readonly statement: NativeStatement | undefined
}

const PREPARED_MAX = 256
const IDLE_MAX = 16

export class Connection {
  readonly #db: Database.Database
  readonly #prepared = new Map<string, Prepared>()
  readonly #counters: NativeStatement
  reusable = true

  constructor(file: string) {
    this.#db = new Database(file)
    this.#db.defaultSafeIntegers(true)
    for (const pragma of [
      'journal_mode = WAL',
      'synchronous = FULL',
      'foreign_keys = ON',
      'busy_timeout = 0',
      'temp_store = MEMORY',
      'cache_size = -65536',
    ])
      this.#db.exec(`PRAGMA ${pragma}`)
    this.#counters = this.#db.prepare('SELECT changes(), last_insert_rowid(), total_changes()').raw()
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction
  }

  /** Rows this connection has inserted, updated or deleted since it opened; triggers count, index entries do not. */
  get totalChanges(): number {
    return Number(this.#counts()[2])
  }

  /** Kind and parameters of a statement; throws a HranaError when SQLite refuses to prepare it. */
  textOf(sql: string): SqlText {
    return this.#prepare(sql).text
  }

  /** Runs one statement; returns the Hrana StmtResult as JSON. Throws a HranaError. */
  execute(sql: string, stmt: HranaStmt): string {
    const { text, statement } = this.#prepare(sql)
    if (text.taints) this.reusable = false
    return this.#guard(() => {
      if (statement === undefined) {
        this.#db.exec(sql)
        return result('[]', '[]', 0, undefined)
      }
      const values = bindings(stmt, text.parameters)
      if (!statement.reader) {
        const done = statement.run(values)
        // The driver hands the row id out as a float: beyond 2^53 only SQL knows it.
        const rowid = Number.isSafeInteger(done.lastInsertRowid)
          ? String(done.lastInsertRowid)
          : String(this.#counts()[1])
        return result('[]', '[]', done.changes, rowid)
      }
      const rows = statement.all(values) as NativeValue[][]
      const cols = JSON.stringify(statement.columns().map(({ name, type }) => ({ name, decltype: type })))
      const [changes = 0n, rowid = 0n] = text.kind === 'write' ? this.#counts() : []
      return result(
        cols,
        stmt.want_rows === false ? '[]' : encodeRows(rows),
        Number(changes),
        text.kind === 'write' ? String(rowid) : undefined,
      )
    })
  }

  /** Runs a script of statements without values. */
  sequence(sql: string): void {
    this.reusable = false
    this.#guard(() => this.#db.exec(sql))
  }

  /** The Hrana DescribeResult as JSON. */
  describe(sql: string): string {
    const { text, statement } = this.#prepare(sql)
    const cols = statement?.reader ? statement.columns() : []
    return JSON.stringify({
      params: text.parameters.map((name) => ({ name: name ?? null })),
      cols: cols.map(({ name, type }) => ({ name, decltype: type })),
      is_explain: /^\s*explain\b/i.test(sql),
      is_readonly: text.kind === 'read',
    })
  }

  rollback(): void {
    if (this.inTransaction) this.#db.exec('ROLLBACK')
  }

  close(): void {
    this.#db.close()
  }

  #counts(): bigint[] {
    return (this.#counters.all([]) as bigint[][])[0] ?? []
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const text = readSqlText(sql)
    const statement =
      text.kind === 'transaction' ? undefined : this.#guard(() => this.#db.prepare<[NativeValue[]]>(sql))
    if (statement?.reader) statement.raw()
    if (this.#prepared.size >= PREPARED_MAX) this.#prepared.clear()
    const prepared = { text, statement }
    this.#prepared.set(sql, prepared)
    return prepared
  }

  #guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof HranaError) throw error
      const { message, code } = error as { message: string; code?: string }
      const primary = /^SQLITE_[A-Z]+/.exec(code ?? '')?.[0] ?? 'SQLITE_ERROR'
      if (primary === 'SQLITE_BUSY') this.reusable = false
      throw new HranaError(`SQLite error: ${message}`, primary)
    }
  }
}

function result(cols: string, rows: string, changes: number, rowid: string | undefined): string {
  const id = rowid === undefined ? 'null' : `"${rowid}"`
  return `{"cols":${cols},"rows":${rows},"affected_row_count":${changes},"last_insert_rowid":${id}}`
}

export class ConnectionPool {
  readonly #file: string
  readonly #idle: Connection[] = []

  constructor(file: string) {
    this.#file = file
  }

  take(): Connection {
    return this.#idle.pop() ?? new Connection(this.#file)
  }

  /** Rolls back what is open; keeps the connection only when it is as good as new. */
  give(connection: Connection): void {
    connection.rollback()
    if (connection.reusable && this.#idle.length < IDLE_MAX) this.#idle.push(connection)
    else connection.close()
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close()
  }
}
