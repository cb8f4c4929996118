import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { readStatus } from '../clients/read-status.ts'

/** GET /v1/status: does the agency's house stand? */
export const statusRoutes = () =>
  new Hono<AppEnv>().get('/status', requireStaff('viewer'), async (c) =>
    c.json(await readStatus(c.var.ctx, staffOf(c).agencyId)),
  )
