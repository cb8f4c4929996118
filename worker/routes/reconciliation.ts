import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'
import { readReconciliation } from '../reconcile/read-reconciliation.ts'
import { ReconciliationQuery } from '../reconcile/reconciliation-shape.ts'

/** GET /v1/reconciliation: the platform's wallet, our ledger and Stripe, side by side (B-06). */
export const reconciliationRoutes = () =>
  new Hono<AppEnv>().get('/reconciliation', requireStaff('staff'), async (c) =>
    c.json(await readReconciliation(c.var.ctx, staffOf(c), parseOr(ReconciliationQuery, c.req.query()))),
  )
