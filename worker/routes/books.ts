import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { CostInput, FxInput, enterCost, enterFx } from '../pricing/books.ts'

/** The agency's own cost book and exchange rates: dated entries, never overwritten. */
export const bookRoutes = () =>
  new Hono<AppEnv>()
    .post('/costs', requireStaff('owner'), async (c) =>
      c.json(await enterCost(c.var.ctx, staffOf(c), parseOr(CostInput, await jsonBody(c.req))), 201),
    )
    .post('/fx-rates', requireStaff('owner'), async (c) =>
      c.json(await enterFx(c.var.ctx, staffOf(c), parseOr(FxInput, await jsonBody(c.req))), 201),
    )
