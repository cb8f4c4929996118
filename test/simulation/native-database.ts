/**
 * The worker's `Database` over native libSQL in this process: the same SQL engine as over HTTP, without the round
 * trips. Integers are bigint and blobs ArrayBuffer, as the real client gives them; one writer, transactions as the
 * real client's `batch`.
 */
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Native from 'libsql'
import type { InStatement, ResultSet } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { BatchAborted, type Database, type Statement } from '../../worker/db/client.ts'
import * as schema from '../../worker/db/schema/index.ts'

const MIGRATIONS = join(import.meta.dirname, '../../worker/db/migrations')

type Prepared = Native.Statement<unknown[]>

export class NativeDatabase implements Database {
  readonly orm: Database['orm']
  readonly #folder = mkdtempSync(join(tmpdir(), 'simulation-'))
  #file = 'db-0.sqlite'
  #files = 0
  #db: Native.Database
  #prepared = new Map<string, Prepared>()

  constructor() {
    this.#db = this.#open()
    for (const name of readdirSync(MIGRATIONS)
      .filter((file) => file.endsWith('.sql'))
      .sort()) {
      for (const statement of readFileSync(join(MIGRATIONS, name), 'utf8').split(
        '--> statement-breakpoint',
      )) {
        this.#db.exec(statement)
      }
    }
    this.orm = drizzle(new OrmClient(this) as never, { schema }) as Database['orm']
  }

  #open(): Native.Database {
    const db = new Native(join(this.#folder, this.#file))
    db.defaultSafeIntegers(true)
    // What is lost here by a cut of the power is not what is simulated: a crash is of the process.
    for (const pragma of ['journal_mode = WAL', 'synchronous = OFF', 'cache_size = -131072']) {
      db.exec(`PRAGMA ${pragma}`)
    }
    return db
  }

  /** The process dies with a transaction open: what its files hold at that moment is what the next one finds. */
  crashWithin(statements: readonly Statement[]): void {
    this.#db.exec('BEGIN IMMEDIATE')
    const before = this.#file
    this.#files += 1
    const after = `db-${this.#files}.sqlite`
    try {
      for (const statement of statements) this.run(statement)
    } finally {
      for (const end of ['', '-wal']) {
        copyFileSync(join(this.#folder, `${before}${end}`), join(this.#folder, `${after}${end}`))
      }
      this.#db.exec('ROLLBACK')
      this.#db.close()
      this.#prepared = new Map()
      this.#file = after
      this.#db = this.#open()
      for (const end of ['', '-wal', '-shm']) rmSync(join(this.#folder, `${before}${end}`), { force: true })
    }
  }

  async writeBatch(statements: readonly Statement[]): Promise<ResultSet[]> {
    return this.#batch(statements, 'BEGIN IMMEDIATE')
  }

  async readBatch(statements: readonly Statement[]): Promise<ResultSet[]> {
    return this.#batch(statements, 'BEGIN')
  }

  close(): void {
    this.#db.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #batch(statements: readonly Statement[], begin: string): ResultSet[] {
    this.#db.exec(begin)
    const results: ResultSet[] = []
    for (const statement of statements) {
      try {
        results.push(this.run(statement))
      } catch (error) {
        this.#db.exec('ROLLBACK')
        throw new BatchAborted(results.length, constraintOf(error))
      }
    }
    this.#db.exec('COMMIT')
    return results
  }

  run(statement: Statement): ResultSet {
    const { sql, args } = plain(statement)
    let prepared = this.#prepared.get(sql)
    if (prepared === undefined) {
      prepared = this.#db.prepare(sql)
      if (prepared.reader) prepared.raw()
      if (this.#prepared.size >= 500) this.#prepared.clear()
      this.#prepared.set(sql, prepared)
    }
    if (!prepared.reader) {
      const { changes } = prepared.run(args as unknown[])
      return resultOf([], [], changes)
    }
    const columns = prepared.columns().map(({ name }) => name)
    return resultOf(columns, prepared.all(args as unknown[]) as unknown[][], 0)
  }
}

/** What drizzle calls of a libSQL client. */
class OrmClient {
  readonly #db: NativeDatabase

  constructor(db: NativeDatabase) {
    this.#db = db
  }

  async execute(statement: InStatement): Promise<ResultSet> {
    return this.#db.run(statement)
  }
}

function plain(statement: Statement): { sql: string; args: unknown } {
  if (typeof statement === 'string') return { sql: statement, args: [] }
  if ('sql' in statement) return { sql: statement.sql, args: native(statement.args ?? []) }
  const { sql, params } = statement.toSQL()
  return { sql, args: native(params) }
}

function native(args: unknown): unknown {
  if (Array.isArray(args)) return args.map(value)
  return Object.fromEntries(Object.entries(args as object).map(([name, one]) => [name, value(one)]))
}

function value(one: unknown): unknown {
  if (one instanceof ArrayBuffer) return Buffer.from(one)
  if (one instanceof Uint8Array) return Buffer.from(one.buffer, one.byteOffset, one.byteLength)
  return one
}

function resultOf(columns: string[], raw: unknown[][], changes: number): ResultSet {
  const rows = raw.map((values) => {
    const row = values as unknown[] & Record<string, unknown>
    for (let i = 0; i < columns.length; i += 1) {
      const one = values[i]
      if (one instanceof Uint8Array) {
        row[i] = one.buffer.slice(one.byteOffset, one.byteOffset + one.byteLength)
      }
      row[columns[i] ?? ''] = row[i]
    }
    return row
  })
  return {
    columns,
    columnTypes: [],
    rows: rows as never,
    rowsAffected: changes,
    lastInsertRowid: undefined,
    toJSON: () => ({}),
  }
}

const constraintOf = (error: unknown): string =>
  /(NOT NULL|UNIQUE|CHECK|FOREIGN KEY) constraint failed: [\w., ]+|[\w ]+ is append-only/.exec(
    error instanceof Error ? error.message : '',
  )?.[0] ?? `failed: ${error instanceof Error ? error.message : ''}`
