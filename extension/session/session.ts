import type { SessionTokens } from '../../shared/contract/auth.ts'
import { send, type HttpAnswer, type Network } from '../rpc/http.ts'
import type { Answer, Failure, SessionView } from '../rpc/messages.ts'
import type { TokenStore } from './tokens.ts'
import { parseWorkerUrl } from './worker-url.ts'

export interface SessionContext {
  network: Network
  tokens: TokenStore
  now(): number
  /** Whether the browser may call this worker at all. */
  mayCall(worker: string): Promise<boolean>
}

export type Credentials = { worker: string; token: string }
type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export interface Session {
  view(): Promise<SessionView>
  pair(input: { worker: string; code: string; device: string }): Promise<Answer<'session.pair'>>
  signOut(): Promise<Answer<'session.signOut'>>
  /** A token that is good now; refreshes it when needed, once for everybody who asks at that moment. */
  credentials(): Promise<Outcome<Credentials>>
  /** After a 401: this token is no good any more. */
  renounce(token: string): Promise<void>
}

/** A token this close to its end would expire on the way. */
const EARLY_MS = 30_000

export function createSession(context: SessionContext): Session {
  const { network, tokens } = context
  let refreshing: Promise<Outcome<Credentials>> | null = null

  async function view(): Promise<SessionView> {
    const lasting = await tokens.lasting()
    if (!lasting) return { state: 'signedOut', worker: await tokens.worker(), note: await tokens.note() }
    return { state: 'signedIn', worker: lasting.worker, role: lasting.role, agency: lasting.agency }
  }

  async function credentials(): Promise<Outcome<Credentials>> {
    const [lasting, access] = await Promise.all([tokens.lasting(), tokens.access()])
    if (!lasting) return { ok: false, failure: { kind: 'signedOut' } }
    if (!(await context.mayCall(lasting.worker))) {
      return { ok: false, failure: { kind: 'noPermission', worker: lasting.worker } }
    }
    if (access && access.expiresAt - EARLY_MS > context.now()) {
      return { ok: true, value: { worker: lasting.worker, token: access.token } }
    }
    // Each refresh token works once: two refreshes at a time would end the session.
    refreshing ??= refresh().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  async function refresh(): Promise<Outcome<Credentials>> {
    const lasting = await tokens.lasting()
    if (!lasting) return { ok: false, failure: { kind: 'signedOut' } }
    const { worker, refreshToken } = lasting
    const answer = await send(network, {
      worker,
      method: 'POST',
      path: '/v1/auth/refresh',
      body: { refreshToken },
    })
    const renewed = tokensOf(answer)
    if (renewed.ok) {
      await tokens.save(worker, renewed.value)
      return { ok: true, value: { worker, token: renewed.value.accessToken } }
    }
    const { failure } = renewed
    const isOver = failure.kind === 'signedOut' || (failure.kind === 'refused' && failure.status < 500)
    if (!isOver) return renewed
    await tokens.clear('sessionEnded')
    return { ok: false, failure: { kind: 'signedOut' } }
  }

  return {
    view,
    credentials,
    pair: async ({ worker: typed, code, device }) => {
      const worker = parseWorkerUrl(typed)
      if (!worker) return { ok: false, failure: { kind: 'unreachable' } }
      if (!(await context.mayCall(worker))) return { ok: false, failure: { kind: 'noPermission', worker } }
      const body = { code: code.trim(), device }
      const paired = tokensOf(await send(network, { worker, method: 'POST', path: '/v1/auth/pair', body }))
      if (!paired.ok) return paired
      await tokens.save(worker, paired.value)
      return { ok: true, value: await view() }
    },
    signOut: async () => {
      const known = await credentials()
      // Signed out here whatever the worker says; there the session also ends by itself.
      if (known.ok) await send(network, { ...known.value, method: 'POST', path: '/v1/auth/sign-out' })
      await tokens.clear(null)
      return { ok: true, value: await view() }
    },
    renounce: async (token) => {
      const access = await tokens.access()
      if (access?.token === token) await tokens.dropAccess()
    },
  }
}

function tokensOf(answer: HttpAnswer): Outcome<SessionTokens> {
  if (!answer.ok) return answer
  const body = answer.body as Partial<SessionTokens> | null
  const isWhole =
    typeof body?.accessToken === 'string' &&
    typeof body.refreshToken === 'string' &&
    typeof body.accessExpiresAt === 'string' &&
    typeof body.agency?.name === 'string'
  return isWhole ? { ok: true, value: body as SessionTokens } : { ok: false, failure: { kind: 'badAnswer' } }
}
