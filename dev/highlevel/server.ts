/**
 * HighLevel for this machine.
 *
 * Imitates the part of `services.leadconnectorhq.com` that the product uses: OAuth with rotating refresh tokens, location
 * tokens, companies, locations, users, and SaaS: rebilling switches, wallet balance, wallet transactions, SaaS locations;
 * Bearer and `Version` headers, rate-limit headers. Sources: the public OpenAPI of GoHighLevel/highlevel-api-docs
 * @0af86a4b (2026-06-19, CC0) and the developer portal (v3, 2026-08-30).
 *
 * Does not imitate: scopes, sign-in pages, PIT expiry, installed locations, real rate limiting (but as a fault), the
 * record shape of wallet transactions (it is not documented; see world.ts), anything that moves money at the platform.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { hangUp, listen, pushBounded, readBody, sendJson } from '../net/http.ts'
import { HlFailure } from './errors.ts'
import { noFaults, useUp } from './faults.ts'
import type { HlFaults } from './faults.ts'
import type { HlCall, HlRoute } from './route.ts'
import { ROUTES } from './routes.ts'
import { Tokens } from './tokens.ts'
import type { Grant } from './tokens.ts'
import { demoWorld } from './world.ts'
import type { HlRebilling, HlWorld } from './world.ts'

export interface HighLevelOptions {
  /** 0 or none = a free port. */
  port?: number
  /** Milliseconds since the epoch; default the system's clock. */
  clock?: () => number
  /** The changing part of tokens; default random. Must never repeat. */
  ids?: () => string
  world?: HlWorld
}

export interface HlRequest {
  readonly method: string
  readonly path: string
  readonly version: string | null
  readonly query: Record<string, string>
  readonly body: Record<string, unknown>
  readonly status: number
  readonly reply: unknown
}

export interface HighLevelHandle {
  readonly url: string
  readonly world: HlWorld
  readonly faults: HlFaults
  /** The newest 1,000 requests. */
  readonly requests: readonly HlRequest[]
  clearRequests(): void
  /** An authorization code, as a sign-in hands it to the redirect. */
  authorizationCode(grant?: Grant): string
  /** A Private Integration Token of the agency. */
  privateToken(): string
  /** What a location's rebilling of a product was last set to. */
  rebilling(locationId: string, product: string): HlRebilling | undefined
  close(): Promise<void>
}

const BODY_BYTES_MAX = 256 * 1024
const LOG_MAX = 1_000
const DAILY_MAX = 200_000
const BURST_MAX = 100

export async function startHighLevel(options: HighLevelOptions = {}): Promise<HighLevelHandle> {
  const world = options.world ?? demoWorld()
  const tokens = new Tokens(options.clock ?? Date.now, options.ids ?? (() => randomBytes(12).toString('hex')))
  const faults = noFaults()
  const requests: HlRequest[] = []
  const agency: Grant = { userType: 'Company', companyId: world.company.id }

  function answer(request: IncomingMessage, url: URL, body: Record<string, unknown>) {
    if (useUp(faults, 'status500')) throw new HlFailure(500, 'Internal Server Error')
    if (useUp(faults, 'status429')) throw new HlFailure(429, 'Too Many Requests')
    const found = findRoute(request.method ?? '', url.pathname)
    if (found === undefined)
      throw new HlFailure(404, `Cannot ${request.method ?? ''} ${url.pathname}`, 'Not Found')
    const { route, ids } = found
    const version = String(request.headers['version'] ?? '')
    if (useUp(faults, 'status401')) throw new HlFailure(401, 'Invalid JWT', 'Unauthorized')
    const grant = route.open === true ? agency : tokens.read(request.headers.authorization)
    if (route.versions.length > 0 && !route.versions.includes(version))
      throw new HlFailure(400, version === '' ? 'version header was not found' : 'version header is invalid')
    const call: HlCall = {
      world,
      tokens,
      faults,
      grant,
      version,
      ids,
      query: url.searchParams,
      body,
      number(name, fallback) {
        const value = Number(url.searchParams.get(name) ?? fallback)
        if (!Number.isInteger(value) || value < 0)
          throw new HlFailure(422, `${name} must be a number`, 'Unprocessable Entity')
        return value
      },
    }
    return { status: route.status ?? 200, reply: route.run(call) }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const text = await readBody(request, BODY_BYTES_MAX)
    let body: Record<string, unknown> = {}
    let status: number
    let reply: object
    try {
      body = parseBody(request, text)
      ;({ status, reply } = answer(request, url, body))
    } catch (error) {
      if (!(error instanceof HlFailure)) throw error
      status = error.status
      reply = {
        statusCode: error.status,
        message: error.message,
        ...(error.error === undefined ? {} : { error: error.error }),
      }
    }
    pushBounded(
      requests,
      {
        method: request.method ?? '',
        path: url.pathname,
        version: (request.headers['version'] as string | undefined) ?? null,
        query: Object.fromEntries(url.searchParams),
        body,
        status,
        reply,
      },
      LOG_MAX,
    )
    if (useUp(faults, 'timeoutAfterWork')) return
    const left = status === 429 ? 0 : BURST_MAX - 1
    sendJson(response, status, JSON.stringify(reply), {
      'x-ratelimit-limit-daily': String(DAILY_MAX),
      'x-ratelimit-daily-remaining': String(DAILY_MAX - 1),
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-max': String(BURST_MAX),
      'x-ratelimit-remaining': String(left),
    })
  }

  const listener = await listen((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('highlevel stand-in:', error)
      hangUp(response)
    })
  }, options.port)
  return {
    url: listener.url,
    world,
    faults,
    requests,
    clearRequests: () => void requests.splice(0),
    authorizationCode: (grant = agency) => tokens.makeCode(grant),
    privateToken: () => tokens.makeStatic(agency),
    rebilling: (locationId, product) => world.rebilling.get(locationId)?.get(product),
    close: () => listener.close(),
  }
}

function findRoute(method: string, path: string): { route: HlRoute; ids: string[] } | undefined {
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null
    if (match !== null) return { route, ids: match.slice(1) }
  }
  return undefined
}

function parseBody(request: IncomingMessage, text: string | undefined): Record<string, unknown> {
  if (text === undefined) throw new HlFailure(413, 'Payload Too Large')
  if (text === '') return {}
  if ((request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>
  } catch {
    // Told below, in one place.
  }
  throw new HlFailure(400, 'Unexpected token in JSON', 'Bad Request')
}
