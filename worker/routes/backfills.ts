import { type Context as HonoContext, Hono } from 'hono'
import { UsageRequest } from '../../shared/contract/usage.ts'
import { readBackfill, shown } from '../corrections/backfill.ts'
import { closeBackfill, revertBackfill } from '../corrections/close-backfill.ts'
import { closePeriod, listPeriods, MonthText } from '../corrections/close-period.ts'
import { fillBackfill } from '../corrections/fill-backfill.ts'
import { BackfillRequest, openBackfill } from '../corrections/open-backfill.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireSource, requireStaff, sourceOf, staffOf } from '../http/auth.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { correctorOf, sourceOr } from './corrections.ts'
import { toUsageEvent } from './usage.ts'

/** Usage beyond the 35-day limit, in and out again; and the months that are closed. */
export const backfillRoutes = () =>
  new Hono<AppEnv>()
    .post('/backfills', sourceOr('owner'), async (c) => {
      const request = parseOr(BackfillRequest, await jsonBody(c.req))
      const { actor, agencyId } = correctorOf(c, request.source)
      return c.json(await openBackfill(c.var.ctx, actor, agencyId, request), 201)
    })
    .get('/backfills/:id', requireStaff('viewer'), async (c) =>
      c.json(shown(await readBackfill(c.var.ctx, staffOf(c).agencyId, c.req.param('id')))),
    )
    .post('/backfills/:id/usage', requireSource(), async (c) => {
      const source = sourceOf(c)
      const { events } = parseOr(UsageRequest, await jsonBody(c.req))
      const now = c.var.ctx.now()
      const results = await fillBackfill(
        c.var.ctx,
        source.agencyId,
        c.req.param('id'),
        source.source,
        events,
        (event) => toUsageEvent(event, source, now),
      )
      return c.json({ results })
    })
    .post('/backfills/:id/close', sourceOr('owner'), async (c) => {
      const { actor, agencyId } = await ofBackfill(c)
      return c.json(await closeBackfill(c.var.ctx, actor, agencyId, c.req.param('id')))
    })
    .post('/backfills/:id/revert', sourceOr('owner'), async (c) => {
      const { actor, agencyId } = await ofBackfill(c)
      return c.json(await revertBackfill(c.var.ctx, actor, agencyId, c.req.param('id')))
    })
    .get('/periods', requireStaff('viewer'), async (c) => c.json(await listPeriods(c.var.ctx, staffOf(c))))
    .post('/periods/:month/close', requireStaff('owner'), async (c) =>
      c.json(await closePeriod(c.var.ctx, staffOf(c), parseOr(MonthText, c.req.param('month')))),
    )

/** Who acts on a backfill: its own source, or the owner. @throws Refusal `not_found` */
async function ofBackfill(c: HonoContext<AppEnv, '/backfills/:id/close' | '/backfills/:id/revert'>) {
  const { actor } = c.var
  const agencyId = 'agencyId' in actor ? actor.agencyId : ''
  return correctorOf(c, (await readBackfill(c.var.ctx, agencyId, c.req.param('id'))).source)
}
