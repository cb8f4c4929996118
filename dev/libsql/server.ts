/**
 * A libSQL server for this machine, over npm `libsql` (native SQLite).
 *
 * Imitates sqld / Turso as `@libsql/client` 0.18 `/http` speaks to it: Hrana over HTTP v2 in JSON, `POST /v2/pipeline`
 * with execute, batch, sequence, describe, store_sql, close_sql, get_autocommit, close; batons that work once; one
 * connection a stream; streams expire after 10 s without a word; a write transaction is rolled back after 5 s; one
 * writer at a time, in order of arrival; errors as `SQLite error: …` with the primary code. WAL, synchronous FULL,
 * foreign keys on. Sources: the Hrana 2/3 specification and the client's own code (0.18.0), read 2026-11-21.
 *
 * Does not imitate: authentication, replication, protobuf and cursors (Hrana 3), sqld's own SQL parser (a text with two
 * statements runs the first; its parse errors read differently), Turso's limits on size, rows and rate.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hangUp, listen, pushBounded, readBody, sendJson } from '../net/http.ts'
import { ConnectionPool } from './connection.ts'
import type { LibsqlFaults, LibsqlOptions, LibsqlServer, RequestLogEntry } from './handle.ts'
import type { HranaRequest } from './protocol.ts'
import { Stream } from './stream.ts'
import type { Timers } from './stream.ts'
import { WriterQueue } from './writer-queue.ts'

export type { LibsqlFaults, LibsqlOptions, LibsqlServer, RequestLogEntry } from './handle.ts'

const BODY_BYTES_MAX = 64 * 1024 * 1024
const REQUESTS_MAX = 10_000
const STREAMS_MAX = 1_000
const LOG_MAX = 1_000

const systemTimers: Timers = {
  start: (work, delay_ms) => setTimeout(work, delay_ms).unref(),
  stop: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
}

export async function startLibsql(options: LibsqlOptions = {}): Promise<LibsqlServer> {
  const directory = options.file === undefined ? mkdtempSync(join(tmpdir(), 'libsql-')) : undefined
  const file = options.file ?? join(directory ?? '', 'db.sqlite')
  const pool = new ConnectionPool(file)
  // Opened once now, so that a bad file is told at the start and the file is in WAL mode before anybody comes.
  pool.give(pool.take())
  const writers = new WriterQueue()
  const timers = options.timers ?? systemTimers
  const limits = { idle_ms: 10_000, write_ms: 5_000, ...options.limits }
  const streams = new Map<string, { stream: Stream; idle: unknown }>()
  /** Also those in the middle of a request, which wait for the writer's lock. */
  const live = new Set<Stream>()
  const faults: LibsqlFaults = { delay_ms: 0, dropAnswerAfterCommit: 0, failBefore: 0 }
  const requests: RequestLogEntry[] = []
  let batons = 0
  const ids = options.ids ?? (() => `${process.pid}-${(batons += 1)}`)

  /** A baton is taken out of the map when it is used: it works once. */
  function openStream(baton: string | null | undefined): Stream | undefined {
    if (baton === null || baton === undefined) {
      if (live.size >= STREAMS_MAX) return undefined
      const stream = new Stream(pool, writers, timers, limits)
      live.add(stream)
      return stream
    }
    const held = streams.get(baton)
    if (held === undefined) return undefined
    streams.delete(baton)
    timers.stop(held.idle)
    return held.stream
  }

  function end(stream: Stream): void {
    stream.close()
    live.delete(stream)
  }

  function keepStream(stream: Stream): string {
    const baton = ids()
    const idle = timers.start(() => {
      streams.delete(baton)
      end(stream)
    }, limits.idle_ms)
    streams.set(baton, { stream, idle })
    return baton
  }

  async function pipeline(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, BODY_BYTES_MAX)
    const { baton, requests: work } = parsePipeline(body)
    const log = (status: number, statements: number, rowsWritten: number) =>
      pushBounded(
        requests,
        {
          path: request.url ?? '',
          status,
          kinds: work?.map(({ type }) => type) ?? [],
          statements,
          rowsWritten,
        },
        LOG_MAX,
      )
    const refuse = (status: number, message: string, code: string) => {
      log(status, 0, 0)
      sendJson(response, status, JSON.stringify({ message, code }))
    }
    if (faults.delay_ms > 0)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, faults.delay_ms)
      })
    if (faults.failBefore > 0) {
      faults.failBefore -= 1
      return refuse(500, 'The server was told to fail', 'FAULT')
    }
    if (work === undefined) return refuse(400, 'The body is no pipeline', 'BODY_INVALID')
    const stream = openStream(baton)
    if (stream === undefined)
      return refuse(400, 'Received an invalid baton, or too many streams', 'BATON_INVALID')

    const statementsBefore = stream.statements
    const changesBefore = stream.totalChanges
    let rowsWritten = 0
    const answers: string[] = []
    try {
      for (const one of work) {
        if (one.type === 'close') rowsWritten = stream.totalChanges - changesBefore
        answers.push(await stream.answer(one))
      }
    } catch (error) {
      end(stream)
      throw error
    }
    if (!stream.closed) rowsWritten = stream.totalChanges - changesBefore
    log(200, stream.statements - statementsBefore, rowsWritten)
    if (stream.closed) live.delete(stream)
    const next = stream.closed ? null : keepStream(stream)
    if (rowsWritten > 0 && faults.dropAnswerAfterCommit > 0) {
      faults.dropAnswerAfterCommit -= 1
      return hangUp(response)
    }
    sendJson(
      response,
      200,
      `{"baton":${JSON.stringify(next)},"base_url":null,"results":[${answers.join(',')}]}`,
    )
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST' && request.url === '/v2/pipeline')
      pipeline(request, response).catch((error: unknown) => {
        console.error('libsql stand-in:', error)
        if (!response.headersSent)
          sendJson(response, 500, '{"message":"internal error","code":"INTERNAL_ERROR"}')
      })
    else if (request.method === 'GET' && (request.url === '/v2' || request.url === '/health'))
      response.writeHead(200).end()
    else response.writeHead(404).end()
  }

  const listener = await listen(handle, options.port)
  return {
    url: listener.url,
    file,
    faults,
    requests,
    get waitingWriters() {
      return writers.waiting
    },
    clearRequests: () => void requests.splice(0),
    async close() {
      await listener.close()
      for (const { idle } of streams.values()) timers.stop(idle)
      streams.clear()
      for (const stream of live) end(stream)
      pool.close()
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true })
    },
  }
}

function parsePipeline(body: string | undefined): { baton?: string | null; requests?: HranaRequest[] } {
  if (body === undefined) return {}
  try {
    const parsed = JSON.parse(body) as { baton?: string | null; requests?: HranaRequest[] } | null
    if (!Array.isArray(parsed?.requests) || parsed.requests.length > REQUESTS_MAX) return {}
    return parsed
  } catch {
    return {}
  }
}
