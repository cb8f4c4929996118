import { Hono } from 'hono'
import { DeadLetterQuery, listDeadLetters, replayDeadLetter } from '../dead-letters/dead-letters.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { parseOr } from '../http/validate.ts'

/** What the queues gave up on, to look at and to put back (docs/operating.md). */
export const deadLetterRoutes = () =>
  new Hono<AppEnv>()
    .get('/dead-letters', requireStaff('owner'), async (c) =>
      c.json(await listDeadLetters(c.var.ctx, staffOf(c), parseOr(DeadLetterQuery, c.req.query()))),
    )
    .post('/dead-letters/:id/replay', requireStaff('owner'), async (c) =>
      c.json(await replayDeadLetter(c.var.ctx, staffOf(c), c.req.param('id'))),
    )
