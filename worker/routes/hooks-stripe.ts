import { type Context as HonoContext, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from '../http/app-env.ts'
import { Refusal } from '../http/problem.ts'
import { enqueue, keepNotice } from '../payments/inbox.ts'
import type { ProviderNotice } from '../payments/provider.ts'
import { readAgencyNotice, readNotice } from '../payments/providers.ts'

/** An event of Stripe carries one object; the largest seen are invoices of some tens of kilobytes. */
const EVENT_BYTES_MAX = 256 * 1024

/** Hono's own limit on the body, with our refusal. */
const eventLimit = () =>
  bodyLimit({
    maxSize: EVENT_BYTES_MAX,
    onError: () => {
      throw new Refusal('body_too_large', `A webhook may have ${EVENT_BYTES_MAX} bytes.`)
    },
  })

/**
 * POST /hooks/stripe, the deployment's endpoint, and /hooks/stripe/:agency, an agency's own: verify on the raw body, keep
 * the event once, answer 2xx. What it means is found out from the queue, by fetching the object again; nothing of the
 * body but its ids is believed.
 */
export const stripeHookRoutes = () =>
  new Hono<AppEnv>()
    .post('/stripe', eventLimit(), async (c) =>
      received(c, await readNotice(c.var.ctx, await c.req.text(), c.req.raw.headers)),
    )
    .post('/stripe/:agency', eventLimit(), async (c) => {
      const agencyId = c.req.param('agency')
      return received(c, await readAgencyNotice(c.var.ctx, agencyId, await c.req.text(), c.req.raw.headers))
    })

async function received(c: HonoContext<AppEnv>, notice: ProviderNotice | null): Promise<Response> {
  const { ctx } = c.var
  if (notice !== null && (await keepNotice(ctx, 'stripe', notice))) {
    const { agencyId, eventId } = notice
    await enqueue(ctx, [{ kind: 'notice', agencyId, provider: 'stripe', eventId }])
  }
  return c.json({ received: true })
}
