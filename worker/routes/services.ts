import { Hono } from 'hono'
import { SetServiceRequest } from '../../shared/contract/clients.ts'
import { ServiceId } from '../../shared/contract/scalars.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { intentOf, sendAnswer } from '../http/idempotency.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { setService } from '../pricing/set-service.ts'

/** PUT: who bills a service of a client, and at which multiplier, from now on. */
export const serviceRoutes = () =>
  new Hono<AppEnv>().put('/clients/:id/services/:service', requireStaff('staff'), async (c) => {
    const actor = staffOf(c)
    const text = await c.req.text()
    const answer = await setService(c.var.ctx, actor, {
      clientId: c.req.param('id'),
      service: parseOr(ServiceId, c.req.param('service')),
      request: parseOr(SetServiceRequest, parseJson(text)),
      intent: await intentOf(c, actor.agencyId, text),
    })
    return sendAnswer(c, answer)
  })
