import { Hono } from 'hono'
import { AuditQuery, listAudit } from '../audit/list-audit.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'

/** What was done to a client, by whom, before and after (B-14). */
export const auditRoutes = () =>
  new Hono<AppEnv>().get('/clients/:id/audit', requireStaff('viewer'), async (c) =>
    c.json(await listAudit(c.var.ctx, staffOf(c), c.req.param('id'), parseOr(AuditQuery, c.req.query()))),
  )
