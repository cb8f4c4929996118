import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { Role } from '../../shared/contract/scalars.ts'
import { type SourceActor, readSourceKey } from '../access/source-keys.ts'
import { type StaffActor, readAccess } from '../access/tokens.ts'
import type { AppEnv } from './app-env.ts'
import { Refusal } from './problem.ts'

const RANK: Record<Role, number> = { viewer: 0, staff: 1, owner: 2 }

/**
 * Lets staff through who hold at least `role`; `staffOf(c)` is then who. Only the bearer token counts: an extension's
 * requests carry no Origin, and any page may send one.
 * @throws Refusal `not_signed_in`, `role_forbids`
 */
export function requireStaff(role: Role): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor = await readAccess(c.var.ctx, bearerOf(c))
    if (RANK[actor.role] < RANK[role]) {
      throw new Refusal('role_forbids', `This needs the role ${role}; you are ${actor.role}. Ask the owner.`)
    }
    c.set('actor', actor)
    await next()
  }
}

/** Lets the holder of a source key (`rlk_…`) through; `sourceOf(c)` is then who. @throws Refusal `not_signed_in` */
export function requireSource(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = bearerOf(c)
    if (!key.startsWith('rlk_')) throw new Refusal('not_signed_in', 'Send a source key as bearer token.')
    c.set('actor', await readSourceKey(c.var.ctx, key))
    await next()
  }
}

/** The staff behind a route that `requireStaff` guards. */
export function staffOf(c: HonoContext<AppEnv>): StaffActor {
  const actor = c.var.actor
  if (actor.kind !== 'staff') throw new TypeError('the route is not guarded by requireStaff')
  return actor
}

/** The source behind a route that `requireSource` guards. */
export function sourceOf(c: HonoContext<AppEnv>): SourceActor {
  const actor = c.var.actor
  if (actor.kind !== 'source') throw new TypeError('the route is not guarded by requireSource')
  return actor
}

function bearerOf(c: HonoContext<AppEnv>): string {
  const [, token] = /^Bearer ([\x21-\x7e]{1,2000})$/.exec(c.req.header('authorization') ?? '') ?? []
  if (token !== undefined) return token
  c.header('www-authenticate', 'Bearer')
  throw new Refusal('not_signed_in', 'Send an access token as `Authorization: Bearer …`.')
}
