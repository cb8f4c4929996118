import { Hono } from 'hono'
import { SetServiceRequest } from '../../shared/contract/clients.ts'
import { UndoRequest } from '../../shared/contract/pricing.ts'
import { ServiceId } from '../../shared/contract/scalars.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { intentOf, sendAnswer } from '../http/idempotency.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { serviceHistory } from '../pricing/service-history.ts'
import { setService } from '../pricing/set-service.ts'
import { undoService } from '../pricing/undo-service.ts'

/** Who bills a service of a client, by which rule and since when; and back again. */
export const serviceRoutes = () =>
  new Hono<AppEnv>()
    .put('/clients/:id/services/:service', requireStaff('staff'), async (c) => {
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
    .post('/clients/:id/services/:service/undo', requireStaff('staff'), async (c) => {
      const actor = staffOf(c)
      const text = await c.req.text()
      const answer = await undoService(c.var.ctx, actor, {
        clientId: c.req.param('id'),
        service: parseOr(ServiceId, c.req.param('service')),
        request: parseOr(UndoRequest, parseJson(text)),
        intent: await intentOf(c, actor.agencyId, text),
      })
      return sendAnswer(c, answer)
    })
    .get('/clients/:id/services/:service/history', requireStaff('viewer'), async (c) => {
      const service = parseOr(ServiceId, c.req.param('service'))
      return c.json(await serviceHistory(c.var.ctx, staffOf(c), c.req.param('id'), service))
    })
