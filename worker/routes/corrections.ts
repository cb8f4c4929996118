import { type Context as HonoContext, Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { AmendRequest, amendUsage } from '../corrections/amend-usage.ts'
import { VoidRequest, voidUsage } from '../corrections/void-usage.ts'
import type { Role } from '../../shared/contract/scalars.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireSource, requireStaff } from '../http/auth.ts'
import { Refusal } from '../http/problem.ts'
import { jsonBody, parseJson, parseOr } from '../http/validate.ts'
import type { Corrector } from '../corrections/result.ts'

/** Corrections of usage: by the source that reported it, or by the owner. Nothing is overwritten. */
export const correctionRoutes = () =>
  new Hono<AppEnv>()
    .post('/usage/:source/:id/void', sourceOr('owner'), async (c) => {
      const { actor, agencyId } = correctorOf(c, c.req.param('source'))
      const text = await c.req.text()
      const request = parseOr(VoidRequest, text === '' ? {} : parseJson(text))
      const ref = { source: c.req.param('source'), id: c.req.param('id'), ...request }
      return c.json(await voidUsage(c.var.ctx, actor, agencyId, ref))
    })
    .put('/usage/:source/:id', sourceOr('owner'), async (c) => {
      const { actor, agencyId } = correctorOf(c, c.req.param('source'))
      const request = parseOr(AmendRequest, await jsonBody(c.req))
      const ref = { source: c.req.param('source'), id: c.req.param('id') }
      return c.json(await amendUsage(c.var.ctx, actor, agencyId, ref, request))
    })

/** A source key, or the access token of staff who hold at least `role`; which one, the token's form says. */
export function sourceOr(role: Role): MiddlewareHandler<AppEnv> {
  const bySource = requireSource()
  const byStaff = requireStaff(role)
  return (c, next) =>
    (c.req.header('authorization') ?? '').startsWith('Bearer rlk_') ? bySource(c, next) : byStaff(c, next)
}

/** @throws Refusal `not_found` for a source that is not the key's own, as for one that does not exist */
export function correctorOf(c: HonoContext<AppEnv>, source: string): { actor: Corrector; agencyId: string } {
  const { actor } = c.var
  if (actor.kind === 'staff') return { actor, agencyId: actor.agencyId }
  if (actor.kind === 'source' && actor.source === source) return { actor, agencyId: actor.agencyId }
  throw new Refusal('not_found', 'No usage with this id is in the books.')
}
