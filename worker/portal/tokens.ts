import { sign, verify } from 'hono/jwt'
import { z } from 'zod'
import type { Context } from '../context.ts'

export const Language = z.enum(['de', 'en'])
export type Language = z.infer<typeof Language>

/** How long a client stays signed in. */
export const SESSION_LIFE_MS = 8 * 3_600_000

const Claims = {
  /** What a link is: good once, for one client. `id` becomes the session's `link_id`. */
  link: z.object({
    typ: z.literal('portal-link'),
    agency: z.string(),
    client: z.string(),
    id: z.string(),
    lang: Language,
    exp: z.number(),
  }),
  /** What the cookie holds. */
  session: z.object({
    typ: z.literal('portal'),
    agency: z.string(),
    client: z.string(),
    id: z.string(),
    lang: Language,
    exp: z.number(),
  }),
}
export type LinkClaims = z.infer<typeof Claims.link>
export type SessionClaims = z.infer<typeof Claims.session>

type Secrets = Pick<Context, 'now' | 'settings'>

export const signClaims = (ctx: Secrets, claims: LinkClaims | SessionClaims): Promise<string> =>
  sign(claims, ctx.settings.SESSION_SECRET, 'HS256')

export const readLink = (ctx: Secrets, token: string) => read(ctx, Claims.link, token)
export const readCookie = (ctx: Secrets, token: string) => read(ctx, Claims.session, token)

/** Null for what is not ours, altered, of another use, or over. The `typ` keeps links, cookies and access tokens apart. */
async function read<T extends { exp: number }>(
  ctx: Secrets,
  shape: z.ZodType<T>,
  token: string,
): Promise<T | null> {
  if (token.length > 2_000) return null
  try {
    const claims = await verify(token, ctx.settings.SESSION_SECRET, {
      alg: 'HS256',
      exp: false,
      iat: false,
      nbf: false,
    })
    const parsed = shape.safeParse(claims)
    return parsed.success && parsed.data.exp * 1000 > ctx.now().getTime() ? parsed.data : null
  } catch {
    return null
  }
}

/** What each form carries and no other site can know: bound to the session. */
export async function formToken(ctx: Secrets, sessionId: string): Promise<string> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const secret = encoder.encode(ctx.settings.SESSION_SECRET)
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`portal-form:${sessionId}`))
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
}
