import { type Context as HonoContext, Hono } from 'hono'
import { agencyAccount } from '../charging/agency-account.ts'
import { cancelCharge } from '../charging/cancel-charge.ts'
import { connectStripe } from '../charging/connect.ts'
import { CreditNoteRequest, RefundRequest, giveBack } from '../charging/give-back.ts'
import { ALL_CLIENTS, HoldBackRequest, setHoldBack } from '../charging/hold-back.ts'
import { InvoiceSettings, readInvoiceSettings, setInvoiceSettings } from '../charging/invoice-settings.ts'
import { viewCharge } from '../charging/list-charges.ts'
import { listInvoices } from '../charging/list-invoices.ts'
import { MethodRequest, chooseMethod, listMethods, removeMethod } from '../charging/methods.ts'
import { OwnKeyRequest, setOwnKey } from '../charging/own-key.ts'
import { OutsidePaymentRequest, setOutsidePayment } from '../charging/outside-payment.ts'
import { readOwnKey } from '../charging/read-own-key.ts'
import { removeOwnKey } from '../charging/remove-key.ts'
import { ReturnRequest } from '../charging/request-method.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { AppEnv } from '../http/app-env.ts'
import { requireStaff, staffOf } from '../http/auth.ts'
import { sendAnswer } from '../http/idempotency.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { AGENCY_ITSELF } from '../payments/provider.ts'
import { moneyAction } from './money-action.ts'

/** Invoices and what is given back, saved methods, the agency's own Stripe account, and how its money is handled. */
export const billingRoutes = () =>
  new Hono<AppEnv>()
    .post('/clients/:id/charges/:charge/refunds', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(RefundRequest, body)
      const on = { clientId: clientOf(c), chargeId: c.req.param('charge') }
      const wish = { kind: 'refund', withRefund: false, ...request, ...on } as const
      return sendAnswer(c, await giveBack(c.var.ctx, actor, wish, intent))
    })
    .post('/clients/:id/charges/:charge/cancel', requireStaff('staff'), async (c) => {
      const { actor, intent } = await moneyAction(c)
      const key = { clientId: clientOf(c), chargeId: c.req.param('charge') }
      const { again } = await cancelCharge(c.var.ctx, actor, key, intent)
      const view = await viewCharge(c.var.ctx, actor.agencyId, key.chargeId)
      return sendAnswer(c, { body: JSON.stringify(view), again })
    })
    .get('/clients/:id/invoices', requireStaff('viewer'), async (c) =>
      c.json(await listInvoices(c.var.ctx, staffOf(c), clientOf(c))),
    )
    .post('/clients/:id/invoices/:invoice/credit-notes', requireStaff('staff'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(CreditNoteRequest, body)
      const on = { clientId: clientOf(c), chargeId: c.req.param('invoice') }
      return sendAnswer(
        c,
        await giveBack(c.var.ctx, actor, { kind: 'creditNote', ...request, ...on }, intent),
      )
    })
    .get('/clients/:id/payment-methods', requireStaff('viewer'), async (c) =>
      c.json(await listMethods(c.var.ctx, staffOf(c).agencyId, clientOf(c))),
    )
    .put('/clients/:id/payment-methods/default', requireStaff('staff'), async (c) => {
      const request = parseOr(MethodRequest, parseJson(await c.req.text()))
      return c.json(await chooseMethod(c.var.ctx, staffOf(c), clientOf(c), request))
    })
    .post('/clients/:id/payment-methods/remove', requireStaff('staff'), async (c) => {
      const { methodId } = parseOr(MethodRequest, parseJson(await c.req.text()))
      return c.json(await removeMethod(c.var.ctx, staffOf(c), clientOf(c), methodId))
    })
    .put('/clients/:id/outside-payment', requireStaff('owner'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(OutsidePaymentRequest, body)
      return sendAnswer(c, await setOutsidePayment(c.var.ctx, actor, clientOf(c), request, intent))
    })
    .put('/clients/:id/hold-back', requireStaff('owner'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(HoldBackRequest, body)
      return sendAnswer(c, await setHoldBack(c.var.ctx, actor, clientOf(c), request, intent))
    })
    .put('/agency/hold-back', requireStaff('owner'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(HoldBackRequest, body)
      return sendAnswer(c, await setHoldBack(c.var.ctx, actor, ALL_CLIENTS, request, intent))
    })
    .get('/agency/invoice-settings', requireStaff('viewer'), async (c) =>
      c.json(await readInvoiceSettings(c.var.ctx, staffOf(c).agencyId)),
    )
    .put('/agency/invoice-settings', requireStaff('owner'), async (c) => {
      const { actor, body, intent } = await moneyAction(c)
      const request = parseOr(InvoiceSettings, body)
      return sendAnswer(c, await setInvoiceSettings(c.var.ctx, actor, request, intent))
    })
    .get('/agency/stripe', requireStaff('viewer'), async (c) =>
      c.json(await agencyAccount(c.var.ctx, staffOf(c).agencyId)),
    )
    .post('/agency/stripe/connect', requireStaff('owner'), async (c) => {
      const request = parseOr(ReturnRequest, parseJson(await c.req.text()))
      return c.json(await connectStripe(c.var.ctx, staffOf(c), request))
    })
    .get('/agency/stripe/key', requireStaff('viewer'), async (c) =>
      c.json(await readOwnKey(c.var.ctx, staffOf(c).agencyId)),
    )
    .put('/agency/stripe/key', requireStaff('owner'), async (c) => {
      const request = parseOr(OwnKeyRequest, parseJson(await c.req.text()))
      return c.json(await setOwnKey(c.var.ctx, staffOf(c), request))
    })
    .delete('/agency/stripe/key', requireStaff('owner'), async (c) =>
      c.json(await removeOwnKey(c.var.ctx, staffOf(c))),
    )

/** A client's id from the path, which is never the agency itself. @throws Refusal not_found */
function clientOf(c: HonoContext<AppEnv>): string {
  const id = c.req.param('id') ?? ''
  if (id === AGENCY_ITSELF) throw noSuchClient()
  return id
}
