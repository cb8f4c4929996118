/**
 * What every local stand-in needs of HTTP: listen on the loopback, read a bounded body, answer JSON, close at once.
 * Imitates nothing.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpListener {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Cuts open connections; resolves when the port is free. */
  close(): Promise<void>
}

/** Longer than any client's own idle time, so that a kept-alive socket is never closed under a request. */
const KEEP_ALIVE_MS = 120_000

/** Listens on 127.0.0.1; port 0 or none takes a free one. Rejects when the port is taken. */
export function listen(handler: RequestListener, port = 0): Promise<HttpListener> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, handler)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const bound = (server.address() as AddressInfo).port
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done())
          server.closeAllConnections()
        })
      resolve({ url: `http://127.0.0.1:${bound}`, port: bound, close })
    })
  })
}

/** The body as text, or undefined when it is longer than `bytes_max`. Rejects when the client goes away. */
export function readBody(request: IncomingMessage, bytes_max: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bytes_max) chunks.push(chunk)
    })
    request.on('end', () => resolve(bytes > bytes_max ? undefined : Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })
}

/** Sends already encoded JSON; does nothing when the client has gone. */
export function sendJson(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(json)),
    ...headers,
  })
  response.end(json)
}

/** Cuts the connection without an answer: what a client sees when the answer is lost on the way. */
export function hangUp(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the newest `entries_max` entries. */
export function pushBounded<T>(log: T[], entry: T, entries_max: number): void {
  log.push(entry)
  if (log.length > entries_max) log.splice(0, log.length - entries_max)
}
