import { Hono } from 'hono'
import { SetClientAlerts } from '../../shared/contract/alerts.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { deliverDue } from '../notify/deliver.ts'
import { getSettings } from '../notify/get-settings.ts'
import { AlertQuery, listAlerts } from '../notify/list-alerts.ts'
import { DeliveryQuery, listDeliveries } from '../notify/list-deliveries.ts'
import { resend } from '../notify/resend.ts'
import { setClientThresholds, setSettings } from '../notify/set-settings.ts'
import { SettingsRequest } from '../notify/settings-shape.ts'

/** Alerts, where they go and when they are told, and the log of their delivery. */
export const alertRoutes = () =>
  new Hono<AppEnv>()
    .get('/alerts', requireStaff('viewer'), async (c) =>
      c.json(await listAlerts(c.var.ctx, staffOf(c), parseOr(AlertQuery, c.req.query()))),
    )
    .get('/alerts/settings', requireStaff('viewer'), async (c) =>
      c.json(await getSettings(c.var.ctx, staffOf(c))),
    )
    .put('/alerts/settings', requireStaff('owner'), async (c) =>
      c.json(await setSettings(c.var.ctx, staffOf(c), parseOr(SettingsRequest, await jsonBody(c.req)))),
    )
    .put('/clients/:id/alert-thresholds', requireStaff('staff'), async (c) =>
      c.json(
        await setClientThresholds(
          c.var.ctx,
          staffOf(c),
          c.req.param('id'),
          parseOr(SetClientAlerts, await jsonBody(c.req)),
        ),
      ),
    )
    .get('/alerts/deliveries', requireStaff('staff'), async (c) =>
      c.json(await listDeliveries(c.var.ctx, staffOf(c), parseOr(DeliveryQuery, c.req.query()))),
    )
    .post('/alerts/deliveries/:id/resend', requireStaff('staff'), async (c) => {
      await resend(c.var.ctx, staffOf(c), c.req.param('id'))
      c.executionCtx.waitUntil(deliverDue(c.var.ctx))
      return c.json({ id: c.req.param('id'), state: 'pending' }, 202)
    })
