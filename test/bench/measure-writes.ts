/**
 * Rows and index entries that a batch writes, and its round trips. Rows are tallied by triggers on every table and held
 * against SQLite's own `total_changes()`; index entries are what each index has grown by, counted in the index itself.
 */
import type Database from 'libsql'
import { openNative } from './native.ts'
import type { Stage } from './stage.ts'
import { WARMING, throughWorker } from './measure-batches.ts'

export interface Writes {
  readonly rowsPerEvent: number
  readonly indexEntriesPerEvent: number
  readonly roundTripsPerBatch: number
  readonly byTable: Readonly<Record<string, number>>
}

const BATCHES = 10

export async function writes(stage: Stage, size: number, clients: number): Promise<Writes> {
  const file = stage.empty()
  const db = openNative(file)
  const tables = tallyWrites(db)
  const before = indexSizes(db, tables)
  await stage.house.use(file)
  await stage.house.clearRequests()
  await throughWorker(stage, { source: 'three', size, clients }, BATCHES, 1)
  const requests = await stage.house.requests()
  const events = (BATCHES + WARMING) * size
  const tally = Object.fromEntries(
    (
      db.prepare('SELECT name, rows FROM bench_tally WHERE rows > 0 ORDER BY rows DESC').all() as {
        name: string
        rows: bigint
      }[]
    ).map(({ name, rows }) => [name, Number(rows)]),
  )
  const rows = Object.values(tally).reduce((sum, count) => sum + count, 0)
  const reported = requests.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0)
  // Each tallied row is one more change: the tally's own.
  if (reported !== 2 * rows) throw new Error(`SQLite reports ${reported} changes, the tally has ${rows} rows`)
  const grown = indexSizes(db, tables)
  const indexEntries = [...grown].reduce((sum, [index, size]) => sum + size - (before.get(index) ?? 0), 0)
  db.close()
  const writing = requests.filter(({ rowsWritten }) => rowsWritten > 0).length
  // What is kept by the isolate (terms, the source's key) was read with the first request.
  const reading = requests.slice(-BATCHES).filter(({ rowsWritten }) => rowsWritten === 0).length
  return {
    rowsPerEvent: rows / events,
    indexEntriesPerEvent: indexEntries / events,
    roundTripsPerBatch: writing / (BATCHES + WARMING) + reading / BATCHES,
    byTable: tally,
  }
}

/** Puts a trigger on every table that notes each row inserted, updated or deleted. */
function tallyWrites(db: Database.Database): string[] {
  const tables = (
    db
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__drizzle%'",
      )
      .all() as { name: string }[]
  ).map(({ name }) => name)
  db.exec('CREATE TABLE bench_tally (name TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID')
  for (const table of tables) {
    db.exec(`INSERT INTO bench_tally VALUES ('${table}', 0)`)
    for (const what of ['INSERT', 'UPDATE', 'DELETE'])
      db.exec(
        `CREATE TRIGGER bench_${table}_${what} AFTER ${what} ON "${table}" BEGIN UPDATE bench_tally SET rows = rows + 1 WHERE name = '${table}'; END`,
      )
  }
  return tables
}

/**
 * Entries of each index beside its table. A WITHOUT ROWID table is its primary key, so that is no index beside it.
 * @throws Error where an index cannot be counted in itself
 */
function indexSizes(db: Database.Database, tables: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const table of tables) {
    const [own] = db.prepare('SELECT sql FROM sqlite_master WHERE name = ?').all(table) as { sql: string }[]
    const isKeyed = /WITHOUT ROWID/i.test(own?.sql ?? '')
    const indexes = db.prepare(`PRAGMA index_list("${table}")`).all() as {
      name: string
      origin: string
      partial: bigint
    }[]
    for (const { name, origin, partial } of indexes) {
      if (isKeyed && origin === 'pk') continue
      const [index] = db.prepare('SELECT sql FROM sqlite_master WHERE name = ?').all(name) as {
        sql: string | null
      }[]
      const where = partial === 1n ? (/\bWHERE\b.*$/is.exec(index?.sql ?? '')?.[0] ?? '') : ''
      const [count] = db
        .prepare(`SELECT count(*) AS size FROM "${table}" INDEXED BY "${name}" ${where}`)
        .all() as { size: bigint }[]
      sizes.set(name, Number(count?.size ?? 0n))
    }
  }
  return sizes
}
