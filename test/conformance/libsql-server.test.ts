/** The libSQL stand-in, driven by the real `@libsql/client` over HTTP; what it promises is in dev/libsql/server.ts. */
import { createClient } from '@libsql/client/http'
import type { Client } from '@libsql/client/http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startLibsql } from '../../dev/libsql/server.ts'
import type { LibsqlServer } from '../../dev/libsql/server.ts'

let server: LibsqlServer
let client: Client
/** Timers that fire when the test says so. */
let pending: Set<{ work: () => void; delay_ms: number }>

const connect = () => createClient({ url: server.url, intMode: 'bigint', concurrency: 0 })

beforeEach(async () => {
  pending = new Set()
  const timers = {
    start(work: () => void, delay_ms: number) {
      const timer = { work, delay_ms }
      pending.add(timer)
      return timer
    },
    stop: (timer: unknown) => void pending.delete(timer as { work: () => void; delay_ms: number }),
  }
  server = await startLibsql({ timers })
  client = connect()
  await client.execute(
    'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, raw BLOB, size REAL) STRICT',
  )
})

afterEach(async () => {
  client.close()
  await server.close()
})

function fire(delay_ms: number): void {
  for (const timer of [...pending].filter((one) => one.delay_ms === delay_ms)) {
    pending.delete(timer)
    timer.work()
  }
}

const someoneWaits = () => vi.waitFor(() => expect(server.waitingWriters).toBe(1), { interval: 1 })

const count = async () => (await client.execute('SELECT count(*) AS n FROM item')).rows[0]?.['n']

test('values go there and back: 64-bit integers, text, blob, real, NULL', async () => {
  const big = 9_007_199_254_740_993n
  await client.execute({
    sql: 'INSERT INTO item VALUES (?, ?, ?, ?)',
    args: [big, 'ä"\n😀', new Uint8Array([0, 255]), 1.5],
  })
  await client.execute({
    sql: 'INSERT INTO item VALUES (-9223372036854775808, ?, ?, ?)',
    args: ['b', null, null],
  })
  const { rows, columns, columnTypes } = await client.execute('SELECT * FROM item ORDER BY id DESC')
  expect(columns).toEqual(['id', 'name', 'raw', 'size'])
  expect(columnTypes).toEqual(['INTEGER', 'TEXT', 'BLOB', 'REAL'])
  expect(rows[0]?.['id']).toBe(big)
  expect(rows[0]?.['name']).toBe('ä"\n😀')
  expect(Buffer.from(rows[0]?.['raw'] as ArrayBuffer)).toEqual(Buffer.from([0, 255]))
  expect(rows[0]?.['size']).toBe(1.5)
  expect(rows[1]?.['id']).toBe(-(2n ** 63n))
  expect(rows[1]?.['raw']).toBeNull()
})

test('row id and count of changes, with and without RETURNING', async () => {
  const plain = await client.execute("INSERT INTO item (id, name) VALUES (9007199254740993, 'a')")
  expect([plain.rowsAffected, plain.lastInsertRowid]).toEqual([1, 9_007_199_254_740_993n])
  const returning = await client.execute("INSERT INTO item (name) VALUES ('b'), ('c') RETURNING id, name")
  expect(returning.rows.map((row) => row['name'])).toEqual(['b', 'c'])
  expect(returning.rowsAffected).toBe(2)
})

test('named, numbered and missing parameters', async () => {
  const named = await client.execute({ sql: "SELECT :a, @b, $c, ':d' -- :e", args: { a: 1n, b: 2n, c: 3n } })
  expect(Object.values(named.rows[0] ?? {})).toEqual([1n, 2n, 3n, ':d'])
  const numbered = await client.execute({ sql: 'SELECT ?2, ?1', args: ['one', 'two'] })
  expect(Object.values(numbered.rows[0] ?? {})).toEqual(['two', 'one'])
  // The same prepared statement as before, with fewer values: nothing of the earlier ones may be left.
  const missing = await client.execute({ sql: 'SELECT ?2, ?1', args: ['one'] })
  expect(Object.values(missing.rows[0] ?? {})).toEqual([null, 'one'])
  await expect(client.execute({ sql: 'SELECT ?', args: [1n, 2n] })).rejects.toThrow('Too many arguments')
})

test('a failing statement aborts the batch and says which it was', async () => {
  await expect(
    client.batch(["INSERT INTO item (name) VALUES ('a')", "INSERT INTO item (name) VALUES ('a')"], 'write'),
  ).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT',
    statementIndex: 1,
    message: expect.stringContaining('SQLite error: UNIQUE constraint failed: item.name') as string,
  })
  expect(await count()).toBe(0n)
})

test('foreign keys, CHECK and RAISE(ABORT) are errors with the primary code', async () => {
  await client.executeMultiple(
    `CREATE TABLE part (item INTEGER REFERENCES item(id), n INTEGER CHECK (n > 0)) STRICT;
     CREATE TRIGGER frozen BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'append only'); END;
     INSERT INTO item (id, name) VALUES (1, 'a');`,
  )
  const code = { code: 'SQLITE_CONSTRAINT' }
  await expect(client.execute('INSERT INTO part VALUES (7, 1)')).rejects.toMatchObject(code)
  await expect(client.execute('INSERT INTO part VALUES (1, 0)')).rejects.toMatchObject(code)
  await expect(client.execute("UPDATE item SET name = 'b'")).rejects.toThrow('SQLite error: append only')
  await expect(client.execute('SELEC 1')).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
})

test('100 writing batches at once: all are done and none is busy', async () => {
  const clients = Array.from({ length: 10 }, connect)
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      (clients[n % 10] ?? client).batch(
        [
          { sql: 'INSERT INTO item (name) VALUES (?)', args: [`n${n}`] },
          'UPDATE item SET size = coalesce(size, 0.0) + 1.0 WHERE id = 1',
        ],
        'write',
      ),
    ),
  )
  expect(await count()).toBe(100n)
  expect((await client.execute('SELECT size FROM item WHERE id = 1')).rows[0]?.['size']).toBe(100)
  for (const one of clients) one.close()
})

test('interactive transactions: commit, rollback, a second writer waits its turn', async () => {
  const first = await client.transaction('write')
  await first.execute("INSERT INTO item (name) VALUES ('first')")
  const second = connect().batch(["INSERT INTO item (name) SELECT 'saw ' || count(*) FROM item"], 'write')
  await someoneWaits()
  await first.commit()
  await second
  const { rows } = await client.execute('SELECT name FROM item ORDER BY id')
  expect(rows.map((row) => row['name'])).toEqual(['first', 'saw 1'])
  const third = await client.transaction('write')
  await third.execute('DELETE FROM item')
  await third.rollback()
  expect(await count()).toBe(2n)
})

test('a write transaction that stays open is rolled back after 5 s and the next writer goes on', async () => {
  const slow = await client.transaction('write')
  await slow.execute("INSERT INTO item (name) VALUES ('slow')")
  const next = connect().execute("INSERT INTO item (name) VALUES ('next')")
  await someoneWaits()
  fire(5_000)
  await next
  await expect(slow.commit()).rejects.toMatchObject({ code: 'TRANSACTION_TIMEOUT' })
  expect((await client.execute('SELECT name FROM item')).rows.map((row) => row['name'])).toEqual(['next'])
})

test('a silent stream expires after 10 s; a baton works once', async () => {
  const open = async (baton: string | null) => {
    const response = await fetch(`${server.url}/v2/pipeline`, {
      method: 'POST',
      body: JSON.stringify({ baton, requests: [{ type: 'get_autocommit' }] }),
    })
    return { status: response.status, ...((await response.json()) as { baton?: string; code?: string }) }
  }
  const first = await open(null)
  const second = await open(first.baton ?? '')
  expect(second.status).toBe(200)
  expect(second.baton).not.toBe(first.baton)
  expect(await open(first.baton ?? '')).toMatchObject({ status: 400, code: 'BATON_INVALID' })
  fire(10_000)
  expect(await open(second.baton ?? '')).toMatchObject({ status: 400, code: 'BATON_INVALID' })
})

test('failBefore does nothing; dropAnswerAfterCommit does it and tells nobody', async () => {
  const insert = (name: string) => client.execute({ sql: 'INSERT INTO item (name) VALUES (?)', args: [name] })
  server.faults.failBefore = 1
  await expect(insert('a')).rejects.toThrow('The server was told to fail')
  expect(await count()).toBe(0n)
  server.faults.dropAnswerAfterCommit = 1
  expect(await count()).toBe(0n)
  await expect(insert('a')).rejects.toThrow('fetch failed')
  expect(await count()).toBe(1n)
  await insert('b')
})

test('the log tells requests, statements and rows written', async () => {
  server.clearRequests()
  await client.batch(
    [{ sql: 'INSERT INTO item (name) SELECT value FROM json_each(?)', args: ['["a","b","c"]'] }, 'SELECT 1'],
    'write',
  )
  expect(server.requests).toEqual([
    {
      path: '/v2/pipeline',
      status: 200,
      kinds: ['store_sql', 'store_sql', 'batch', 'close'],
      statements: 4,
      rowsWritten: 3,
    },
  ])
})

test('a schema change is seen by statements prepared before it', async () => {
  await client.execute("INSERT INTO item (name) VALUES ('a')")
  await client.execute('SELECT * FROM item')
  await client.execute("ALTER TABLE item ADD COLUMN extra TEXT DEFAULT 'x'")
  const { columns, rows } = await client.execute('SELECT * FROM item')
  expect(columns).toContain('extra')
  expect(rows[0]?.['extra']).toBe('x')
})

test('migrate() turns foreign keys off for itself only', async () => {
  await client.execute('CREATE TABLE part (item INTEGER REFERENCES item(id)) STRICT')
  await client.migrate(['INSERT INTO part VALUES (7)'])
  await expect(client.execute('INSERT INTO part VALUES (8)')).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT',
  })
})
