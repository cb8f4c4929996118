import { Hono } from 'hono'
import { z } from 'zod'
import {
  AgencySettingsInput,
  BulkPreviewRequest,
  BulkRequest,
  BulkUndoRequest,
  ClientSettingsInput,
  FloorInput,
  SetDefaultRequest,
  UndoRequest,
} from '../../shared/contract/pricing.ts'
import { ServiceId } from '../../shared/contract/scalars.ts'
import { setClient } from '../clients/set-client.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { intentOf, sendAnswer } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { jsonBody, parseJson, parseOr } from '../http/validate.ts'
import { getAgency, setAgency } from '../pricing/agency-settings.ts'
import { applyBulk } from '../pricing/bulk-apply.ts'
import { previewBulk } from '../pricing/bulk-preview.ts'
import { getBulk } from '../pricing/bulk-record.ts'
import { undoBulk } from '../pricing/bulk-undo.ts'
import { ALL_SERVICES } from '../pricing/floors.ts'
import { getDefault } from '../pricing/get-default.ts'
import { BulkQuery, listBulk } from '../pricing/list-bulk.ts'
import { defaultHistory } from '../pricing/service-history.ts'
import { setDefault } from '../pricing/set-default.ts'
import { setFloor } from '../pricing/set-floor.ts'
import { undoDefault } from '../pricing/undo-default.ts'

const FlooredService = z.union([z.literal(ALL_SERVICES), ServiceId])

/** Prices for many: the agency's defaults and floors, bulk changes, and what holds for a client or the agency as a whole. */
export const pricingRoutes = () =>
  new Hono<AppEnv>()
    .get('/services/:service/terms', requireStaff('viewer'), async (c) =>
      c.json(await getDefault(c.var.ctx, staffOf(c), parseOr(ServiceId, c.req.param('service')))),
    )
    .put('/services/:service/terms', requireStaff('owner'), async (c) => {
      const actor = staffOf(c)
      const text = await c.req.text()
      const answer = await setDefault(c.var.ctx, actor, {
        service: parseOr(ServiceId, c.req.param('service')),
        request: parseOr(SetDefaultRequest, parseJson(text)),
        intent: await intentOf(c, actor.agencyId, text),
      })
      return sendAnswer(c, answer)
    })
    .post('/services/:service/terms/undo', requireStaff('owner'), async (c) => {
      const actor = staffOf(c)
      const text = await c.req.text()
      const answer = await undoDefault(c.var.ctx, actor, {
        service: parseOr(ServiceId, c.req.param('service')),
        request: parseOr(UndoRequest, parseJson(text)),
        intent: await intentOf(c, actor.agencyId, text),
      })
      return sendAnswer(c, answer)
    })
    .get('/services/:service/terms/history', requireStaff('viewer'), async (c) =>
      c.json(await defaultHistory(c.var.ctx, staffOf(c), parseOr(ServiceId, c.req.param('service')))),
    )
    .put('/services/:service/floor', requireStaff('owner'), async (c) => {
      const service = parseOr(FlooredService, c.req.param('service'))
      const floor = await setFloor(c.var.ctx, staffOf(c), service, parseOr(FloorInput, await jsonBody(c.req)))
      return c.json({ floor })
    })
    .post('/services/:service/bulk/preview', requireStaff('staff'), async (c) => {
      const service = parseOr(ServiceId, c.req.param('service'))
      const request = parseOr(BulkPreviewRequest, await jsonBody(c.req))
      return c.json(await previewBulk(c.var.ctx, staffOf(c), service, request))
    })
    .post('/services/:service/bulk', requireStaff('staff'), async (c) => {
      const actor = staffOf(c)
      const text = await c.req.text()
      const request = parseOr(BulkRequest, parseJson(text))
      const intent = await intentOf(c, actor.agencyId, text)
      if (intent === null) {
        throw new Refusal('idempotency_key_missing', 'A bulk change needs the header Idempotency-Key.')
      }
      const service = parseOr(ServiceId, c.req.param('service'))
      return sendAnswer(c, await applyBulk(c.var.ctx, actor, { service, request, intent }))
    })
    .get('/bulk-changes', requireStaff('viewer'), async (c) =>
      c.json(await listBulk(c.var.ctx, staffOf(c), parseOr(BulkQuery, c.req.query()))),
    )
    .get('/bulk-changes/:id', requireStaff('viewer'), async (c) =>
      c.json(await getBulk(c.var.ctx, staffOf(c), c.req.param('id'))),
    )
    .post('/bulk-changes/:id/undo', requireStaff('staff'), async (c) => {
      const text = await c.req.text()
      const request = parseOr(BulkUndoRequest, text === '' ? {} : parseJson(text))
      return c.json(await undoBulk(c.var.ctx, staffOf(c), c.req.param('id'), request))
    })
    .put('/clients/:id', requireStaff('owner'), async (c) => {
      const input = parseOr(ClientSettingsInput, await jsonBody(c.req))
      return c.json(await setClient(c.var.ctx, staffOf(c), c.req.param('id'), input))
    })
    .get('/agency', requireStaff('viewer'), async (c) => c.json(await getAgency(c.var.ctx, staffOf(c))))
    .put('/agency', requireStaff('owner'), async (c) =>
      c.json(await setAgency(c.var.ctx, staffOf(c), parseOr(AgencySettingsInput, await jsonBody(c.req)))),
    )
