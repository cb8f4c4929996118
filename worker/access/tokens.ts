import { sign, verify } from 'hono/jwt'
import { z } from 'zod'
import { Role, type Role as RoleName } from '../../shared/contract/scalars.ts'
import type { Actor, Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { base64url, keyedHash, randomText } from './secret.ts'

/** An access token is believed without asking the database, so it lives no longer than this (design §6). */
export const ACCESS_LIFE_MS = 15 * 60_000
/** A device that was not used for so long pairs again. */
export const REFRESH_LIFE_MS = 90 * 24 * 3_600_000

export type StaffActor = Extract<Actor, { kind: 'staff' }>

const Claims = z.object({
  typ: z.literal('access'),
  sub: z.string(),
  agency: z.string(),
  role: Role,
  device: z.string(),
  exp: z.number(),
})

/** A signed token that says who the device is. */
export async function signAccess(
  ctx: Pick<Context, 'now' | 'settings'>,
  session: { agencyId: string; id: string; role: RoleName; device: string },
): Promise<{ token: string; expiresAt: Date }> {
  const exp = Math.floor((ctx.now().getTime() + ACCESS_LIFE_MS) / 1000)
  const claims = {
    typ: 'access',
    sub: session.id,
    agency: session.agencyId,
    role: session.role,
    device: session.device,
    exp,
  }
  const token = await sign(claims, ctx.settings.SESSION_SECRET, 'HS256')
  return { token, expiresAt: new Date(exp * 1000) }
}

/** @throws Refusal `not_signed_in` for a token that is not ours, altered, or over. */
export async function readAccess(ctx: Pick<Context, 'now' | 'settings'>, token: string): Promise<StaffActor> {
  const claims = await verifiedClaims(ctx.settings.SESSION_SECRET, token)
  // The library would ask the wall clock; time is the context's.
  if (claims === undefined || claims.exp * 1000 <= ctx.now().getTime()) {
    throw new Refusal(
      'not_signed_in',
      'The access token is not valid or no longer. Refresh it, or pair this device.',
    )
  }
  return {
    kind: 'staff',
    agencyId: claims.agency,
    sessionId: claims.sub,
    role: claims.role,
    device: claims.device,
  }
}

async function verifiedClaims(secret: string, token: string): Promise<z.infer<typeof Claims> | undefined> {
  try {
    const claims = await verify(token, secret, { alg: 'HS256', exp: false, iat: false, nbf: false })
    return Claims.safeParse(claims).data
  } catch {
    return undefined
  }
}

/** What a refresh token says, once its signature holds. */
export interface RefreshClaims {
  readonly agencyId: string
  readonly sessionId: string
  /** Which of the session's tokens, counted from 1: an old one is known by it. */
  readonly generation: bigint
}

/** `rlr_<signature>.<nonce>.<generation>.<session>.<agency>`; signed, so that only a real old token ends a session. */
export async function signRefresh(ctx: Pick<Context, 'settings'>, claims: RefreshClaims): Promise<string> {
  const body = `${randomText(12)}.${claims.generation}.${claims.sessionId}.${claims.agencyId}`
  return `rlr_${await signatureOf(ctx, body)}.${body}`
}

/** @throws Refusal `session_ended` for anything that we did not sign. */
export async function readRefresh(ctx: Pick<Context, 'settings'>, token: string): Promise<RefreshClaims> {
  const [, signature, body, generation, sessionId, agencyId] =
    /^rlr_([\w-]{43})\.([\w-]{16}\.(\d{1,9})\.([\w-]{1,64})\.(.{1,80}))$/.exec(token) ?? []
  const isWhole =
    body !== undefined && generation !== undefined && sessionId !== undefined && agencyId !== undefined
  if (!isWhole || (await signatureOf(ctx, body)) !== signature) throw ended()
  return { agencyId, sessionId, generation: BigInt(generation) }
}

/** What is kept of a refresh token. */
export const refreshHash = (ctx: Pick<Context, 'settings'>, token: string) =>
  keyedHash(ctx.settings.SESSION_SECRET, 'refresh-kept', token)

export const ended = () =>
  new Refusal('session_ended', 'This device is signed out. Pair it again with a new code.')

const signatureOf = async (ctx: Pick<Context, 'settings'>, body: string) =>
  base64url(await keyedHash(ctx.settings.SESSION_SECRET, 'refresh', body))
