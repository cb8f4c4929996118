import { Hono } from 'hono'
import { DayQuery, listDays } from '../clients/list-days.ts'
import { ClientDayQuery, clientProfits, serviceProfits } from '../clients/list-profits.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'

/** Usage by local day: the agency's, and one client's; and profit by client and by service as lines to draw. */
export const dayRoutes = () =>
  new Hono<AppEnv>()
    .get('/days', requireStaff('viewer'), async (c) =>
      c.json(await listDays(c.var.ctx, staffOf(c), parseOr(DayQuery, c.req.query()))),
    )
    .get('/days/clients', requireStaff('viewer'), async (c) =>
      c.json(await clientProfits(c.var.ctx, staffOf(c), parseOr(ClientDayQuery, c.req.query()))),
    )
    .get('/days/services', requireStaff('viewer'), async (c) =>
      c.json(await serviceProfits(c.var.ctx, staffOf(c), parseOr(DayQuery, c.req.query()))),
    )
    .get('/clients/:id/days', requireStaff('viewer'), async (c) =>
      c.json(await listDays(c.var.ctx, staffOf(c), parseOr(DayQuery, c.req.query()), c.req.param('id'))),
    )
    .get('/clients/:id/days/services', requireStaff('viewer'), async (c) =>
      c.json(
        await serviceProfits(c.var.ctx, staffOf(c), parseOr(DayQuery, c.req.query()), c.req.param('id')),
      ),
    )
