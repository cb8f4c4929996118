import { type Context as HonoContext, Hono } from 'hono'
import { authenticationPage } from '../charging/authenticate.ts'
import { PaymentRequest, bookPayment } from '../charging/book-payment.ts'
import { ChargeQuery, listCharges, viewCharge } from '../charging/list-charges.ts'
import {
  CustomerQuery,
  LinkRequest,
  ReturnRequest,
  findCustomers,
  linkCustomer,
  requestMethod,
} from '../charging/request-method.ts'
import { ReloadRequest, setReload } from '../charging/set-reload.ts'
import { SuspensionRequest, setSuspension } from '../charging/set-suspension.ts'
import { TopUpRequest, topUp } from '../charging/top-up.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { sendAnswer } from '../http/idempotency.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { AGENCY_ITSELF } from '../payments/provider.ts'
import { moneyAction } from './money-action.ts'

/** A client's money: what was charged, a top-up, money that came by hand, the reload, the method it is paid with. Whatever moves money needs an Idempotency-Key. */
export const chargeRoutes = () =>
  new Hono<AppEnv>()
    .get('/clients/:id/charges', requireStaff('viewer'), async (c) =>
      c.json(
        await listCharges(c.var.ctx, staffOf(c), c.req.param('id'), parseOr(ChargeQuery, c.req.query())),
      ),
    )
    .post('/clients/:id/top-ups', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const done = await topUp(c.var.ctx, actor, c.req.param('id'), parseOr(TopUpRequest, body), intent)
      return sendCharge(c, actor.agencyId, done)
    })
    .post('/clients/:id/payments', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const done = await bookPayment(
        c.var.ctx,
        actor,
        c.req.param('id'),
        parseOr(PaymentRequest, body),
        intent,
      )
      return sendCharge(c, actor.agencyId, done)
    })
    .post('/clients/:id/charges/:charge/authentication', requireStaff('staff'), async (c) => {
      const { agencyId } = staffOf(c)
      const { returnUrl } = parseOr(ReturnRequest, parseJson(await c.req.text()))
      const key = { agencyId, clientId: c.req.param('id'), chargeId: c.req.param('charge') }
      return c.json(await authenticationPage(c.var.ctx, key, returnUrl))
    })
    .post('/clients/:id/payment-method', requireStaff('staff'), async (c) => {
      const request = parseOr(ReturnRequest, parseJson(await c.req.text()))
      return c.json(await requestMethod(c.var.ctx, staffOf(c), clientOf(c), request))
    })
    .put('/clients/:id/payment-customer', requireStaff('staff'), async (c) => {
      const request = parseOr(LinkRequest, parseJson(await c.req.text()))
      return c.json(await linkCustomer(c.var.ctx, staffOf(c), clientOf(c), request))
    })
    .get('/payment-customers', requireStaff('staff'), async (c) =>
      c.json(await findCustomers(c.var.ctx, staffOf(c).agencyId, parseOr(CustomerQuery, c.req.query()))),
    )
    .post('/agency/payment-method', requireStaff('owner'), async (c) => {
      const request = parseOr(ReturnRequest, parseJson(await c.req.text()))
      return c.json(await requestMethod(c.var.ctx, staffOf(c), AGENCY_ITSELF, request))
    })
    .put('/clients/:id/suspension', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      return sendAnswer(
        c,
        await setSuspension(c.var.ctx, actor, c.req.param('id'), parseOr(SuspensionRequest, body), intent),
      )
    })
    .put('/clients/:id/reload', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      return sendAnswer(
        c,
        await setReload(c.var.ctx, actor, c.req.param('id'), parseOr(ReloadRequest, body), intent),
      )
    })

/** A client's id from the path, which is never the agency itself. @throws Refusal not_found */
function clientOf(c: HonoContext<AppEnv>): string {
  const id = c.req.param('id') ?? ''
  if (id === AGENCY_ITSELF) throw noSuchClient()
  return id
}

async function sendCharge(
  c: HonoContext<AppEnv>,
  agencyId: string,
  done: { chargeId: string; again: boolean },
) {
  const view = await viewCharge(c.var.ctx, agencyId, done.chargeId)
  return sendAnswer(c, { body: JSON.stringify(view), again: done.again })
}
