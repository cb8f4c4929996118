import type { Problem } from '../../shared/contract/problem.ts'
import type { Failure } from './messages.ts'

/** What a call needs of the world; tests pass their own. */
export interface Network {
  fetch(url: string, init: RequestInit): Promise<Response>
  isOnline(): boolean
  timeout(ms: number): AbortSignal
  wait(ms: number): Promise<void>
}

export interface HttpCall {
  worker: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  token?: string
  body?: unknown
  idempotencyKey?: string
}

export type HttpAnswer = { ok: true; body: unknown } | { ok: false; failure: Failure }

const GET_TIMEOUT_MS = 8_000
/** A switch waits for the CRM's own API behind the worker. */
const WRITE_TIMEOUT_MS = 20_000
/** Only reads are sent again: a write that got no answer may have taken. */
const RETRY_DELAYS_MS = [250, 1_000]
const BODY_LIMIT_CHARS = 2_000_000

/** One call to the worker, as a value: the body, or the failure staff should read. Never throws. */
export async function send(network: Network, request: HttpCall): Promise<HttpAnswer> {
  const delays = request.method === 'GET' ? RETRY_DELAYS_MS : []
  let answer = await sendOnce(network, request)
  for (const delay of delays) {
    if (answer.ok || !isPassing(answer.failure)) return answer
    await network.wait(delay)
    answer = await sendOnce(network, request)
  }
  return answer
}

function isPassing(failure: Failure): boolean {
  if (failure.kind === 'unreachable') return true
  return failure.kind === 'refused' && failure.status >= 502 && failure.status <= 504
}

async function sendOnce(network: Network, request: HttpCall): Promise<HttpAnswer> {
  if (!network.isOnline()) return { ok: false, failure: { kind: 'offline' } }
  const signal = network.timeout(request.method === 'GET' ? GET_TIMEOUT_MS : WRITE_TIMEOUT_MS)
  try {
    const response = await network.fetch(request.worker + request.path, {
      method: request.method,
      headers: headersOf(request),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal,
      // No cookies and no cache: the token alone says who asks, and an old balance is worse than none.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    })
    const text = await response.text()
    const body = text.length <= BODY_LIMIT_CHARS ? parseJson(text) : undefined
    if (response.ok) {
      if (response.status === 204) return { ok: true, body: null }
      return body === undefined ? { ok: false, failure: { kind: 'badAnswer' } } : { ok: true, body }
    }
    return { ok: false, failure: failureOf(response, body, request.token !== undefined) }
  } catch {
    return { ok: false, failure: { kind: signal.aborted ? 'timeout' : 'unreachable' } }
  }
}

function headersOf(request: HttpCall): Record<string, string> {
  return {
    Accept: 'application/json, application/problem+json',
    ...(request.body !== undefined && { 'Content-Type': 'application/json' }),
    ...(request.token && { Authorization: `Bearer ${request.token}` }),
    ...(request.idempotencyKey && { 'Idempotency-Key': request.idempotencyKey }),
  }
}

/** A 401 of a call without a token (pairing, refresh) is about what was sent, not about being signed in. */
function failureOf(response: Response, body: unknown, hadToken: boolean): Failure {
  if (response.status === 401 && hadToken) return { kind: 'signedOut' }
  if (response.status === 429) {
    const seconds = Number(response.headers.get('Retry-After') ?? '')
    return {
      kind: 'rateLimited',
      retryAfterSeconds: seconds > 0 && seconds <= 3_600 ? Math.ceil(seconds) : 10,
    }
  }
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  return {
    kind: 'refused',
    status: response.status,
    code: textOr(problem.code, 'unknown'),
    detail: textOr(problem.detail, textOr(problem.title, '')),
    requestId: textOr(problem.requestId, ''),
  }
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value.slice(0, 500) : other
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
