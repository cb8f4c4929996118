/**
 * A load generator that costs little: HTTP/1.1 over kept-alive sockets, requests built beforehand, answers read only as
 * far as needed. On a machine with two cores every microsecond spent here is taken from what is measured.
 */
import { type Socket, connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** One whole HTTP request as bytes. */
export function requestBytes(
  url: string,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
  body = '',
): Buffer {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `${method} ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** One kept-alive connection; one request at a time. Rejects when the other side hangs up. */
export class Wire {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#take(chunk))
    const fail = () => this.#fail(new Error('the connection was closed before the answer came'))
    socket.on('error', fail)
    socket.on('close', fail)
  }

  static async open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new Wire(socket)
  }

  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.reject(error)
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const answer = readAnswer(this.#received)
    if (answer === null) return
    this.#received = Buffer.alloc(0)
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(answer)
  }
}

/** The answer in `bytes`, or null while it is not whole. Knows a length and chunks: all that workerd and Node send. */
export function readAnswer(bytes: Buffer): Answer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const start = end + 4
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const stop = start + Number(length)
    return bytes.length < stop ? null : { status, body: bytes.toString('utf8', start, stop) }
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: '' }
  if (bytes.toString('latin1', bytes.length - 5) !== '0\r\n\r\n') return null
  return { status, body: unchunked(bytes.subarray(start)) }
}

function unchunked(bytes: Buffer): string {
  const parts: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) break
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 4 + size
  }
  return Buffer.concat(parts).toString('utf8')
}

export interface LoadResult {
  readonly answered: number
  readonly seconds: number
  /** Each answer's time in ms, in no order. */
  readonly times_ms: readonly number[]
}

/**
 * Sends what `next` gives over `connections` sockets until it gives nothing more; each answer must have `status`.
 * @throws Error naming the first other answer
 */
export async function load(
  url: string,
  connections: number,
  next: () => Buffer | undefined,
  status: number,
  check: (body: string) => void = () => undefined,
): Promise<LoadResult> {
  const wires = await Promise.all(Array.from({ length: connections }, () => Wire.open(url)))
  const times_ms: number[] = []
  const started = performance.now()
  try {
    await Promise.all(
      wires.map(async (wire) => {
        for (let request = next(); request !== undefined; request = next()) {
          const sent = performance.now()
          const answer = await wire.send(request)
          times_ms.push(performance.now() - sent)
          if (answer.status !== status)
            throw new Error(`answer ${answer.status}, expected ${status}: ${answer.body.slice(0, 300)}`)
          check(answer.body)
        }
      }),
    )
  } finally {
    for (const wire of wires) wire.close()
  }
  return { answered: times_ms.length, seconds: (performance.now() - started) / 1000, times_ms }
}
