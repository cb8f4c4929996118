import { Hono } from 'hono'
import { FundsQuery, askFunds } from '../funds/ask-funds.ts'
import { CapRequest, CappedService, setCap } from '../funds/set-cap.ts'
import { PolicyRequest, setPolicy } from '../funds/set-policy.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { sourceOr } from './corrections.ts'

/** May a client use more? And who says so: caps per service and month, and what an empty wallet means. */
export const fundsRoutes = () =>
  new Hono<AppEnv>()
    .get('/clients/:id/funds', sourceOr('viewer'), async (c) => {
      const { actor } = c.var
      const agencyId = 'agencyId' in actor ? actor.agencyId : ''
      return c.json(
        await askFunds(c.var.ctx, agencyId, c.req.param('id'), parseOr(FundsQuery, c.req.query())),
      )
    })
    .put('/clients/:id/caps/:service', requireStaff('owner'), async (c) => {
      const service = parseOr(CappedService, c.req.param('service'))
      const request = parseOr(CapRequest, await jsonBody(c.req))
      return c.json(await setCap(c.var.ctx, staffOf(c), c.req.param('id'), service, request))
    })
    .put('/clients/:id/funds-policy', requireStaff('owner'), async (c) => {
      const request = parseOr(PolicyRequest, await jsonBody(c.req))
      return c.json(await setPolicy(c.var.ctx, staffOf(c), c.req.param('id'), request))
    })
