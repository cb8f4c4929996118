import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from '../http/app-env.ts'
import { Refusal } from '../http/problem.ts'
import { enqueue, keepNotice } from '../payments/inbox.ts'
import { providerFor } from '../payments/providers.ts'

/** An event of Stripe carries one object; the largest seen are invoices of some tens of kilobytes. */
const EVENT_BYTES_MAX = 256 * 1024

/**
 * POST /hooks/stripe: verify on the raw body, keep the event once, answer 2xx. What it means is found out from the
 * queue, by fetching the object again; nothing of the body but its ids is believed.
 */
export const stripeHookRoutes = () =>
  new Hono<AppEnv>().post(
    '/stripe',
    bodyLimit({
      maxSize: EVENT_BYTES_MAX,
      onError: () => {
        throw new Refusal('body_too_large', `A webhook may have ${EVENT_BYTES_MAX} bytes.`)
      },
    }),
    async (c) => {
      const { ctx } = c.var
      const notice = await providerFor(ctx, 'stripe').verify(await c.req.text(), c.req.raw.headers)
      if (notice !== null && (await keepNotice(ctx, 'stripe', notice))) {
        await enqueue(ctx, [{ kind: 'notice', provider: 'stripe', eventId: notice.eventId }])
      }
      return c.json({ received: true })
    },
  )
