import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { getCatalogue } from '../pricing/catalogue.ts'

/** What an agency can sell and what it costs. */
export const catalogueRoutes = () =>
  new Hono<AppEnv>().get('/catalogue', requireStaff('viewer'), async (c) =>
    c.json(await getCatalogue(c.var.ctx, staffOf(c))),
  )
