import { Hono } from 'hono'
import type { AppEnv } from '../http/app-env.ts'
import { Refusal } from '../http/problem.ts'
import { sha256, toHex } from '../hex.ts'
import { parseJson, parseOr } from '../http/validate.ts'
import { Envelope, Message, isMessage } from '../sources/highlevel/payload.ts'
import { verifyHighLevel } from '../sources/highlevel/signature.ts'
import { HIGHLEVEL, ownId, usageOf } from '../sources/highlevel/usage.ts'

/** Clocks differ; more than this ahead is a mistake or a forgery. */
const AHEAD_MS_MAX = 5 * 60_000
const utf8 = new TextDecoder()

/**
 * POST /hooks/highlevel: verify on the raw body, turn into usage, enqueue, answer. It reads no price and asks no
 * database. 202 `{ outcome }` is final: HighLevel retries whatever is not 2xx (portal 2026-08-30).
 */
export const highLevelHookRoutes = () =>
  new Hono<AppEnv>().post('/highlevel', async (c) => {
    const { ctx } = c.var
    const raw = await c.req.arrayBuffer()
    await verifyHighLevel(raw, c.req.raw.headers, ctx.settings)
    const body = parseJson(utf8.decode(raw))
    const receivedAt = ctx.now()
    if (!isMessage(body)) {
      const { type, timestamp } = parseOr(Envelope, body)
      refuseFuture(receivedAt, timestamp)
      ctx.log.info('webhook_ignored', { source: HIGHLEVEL, type })
      return c.json({ outcome: 'ignored', reason: 'not_usage' }, 202)
    }
    const message = parseOr(Message, body)
    refuseFuture(receivedAt, message.timestamp)
    refuseFuture(receivedAt, message.dateAdded)
    const usage = usageOf(message, receivedAt, ownId(message) ?? (await digestOf(raw)))
    if (typeof usage === 'string') {
      ctx.log.info('webhook_ignored', { source: HIGHLEVEL, type: message.messageType, reason: usage })
      return c.json({ outcome: 'ignored', reason: usage }, 202)
    }
    await ctx.queues.usage.send(usage)
    return c.json({ outcome: 'queued' }, 202)
  })

/** Identity of a body that names none. */
async function digestOf(raw: ArrayBuffer): Promise<string> {
  return `sha256-${toHex(await sha256(raw))}`
}

function refuseFuture(now: Date, stated: string | undefined): void {
  if (stated !== undefined && Date.parse(stated) > now.getTime() + AHEAD_MS_MAX) {
    throw new Refusal(
      'webhook_from_future',
      'The webhook says a time more than five minutes ahead of our clock.',
    )
  }
}
