import { Hono } from 'hono'
import { UsageRequest, type UsageEventInput } from '../../shared/contract/usage.ts'
import type { Actor } from '../context.ts'
import { requireSource } from '../http/auth.ts'
import type { AppEnv } from '../http/app-env.ts'
import { jsonBody, parseOr } from '../http/validate.ts'
import { recordUsage } from '../usage/record.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { timeRefusal } from '../usage/time-limits.ts'

/**
 * POST /v1/usage: the way of the queue without the queue. Up to 1,000 events of the key's own source, rated and
 * posted in one batch; each event gets its own result. Safe to send again: the ids make it so.
 */
export const usageRoutes = () =>
  new Hono<AppEnv>().post('/usage', requireSource(), async (c) => {
    const { ctx } = c.var
    const source = c.var.actor as Extract<Actor, { kind: 'source' }>
    const { events } = parseOr(UsageRequest, await jsonBody(c.req))
    const now = ctx.now()
    const refused = events.map((event) => timeRefusal(event.occurredAt, now))
    const accepted = events
      .filter((_, i) => refused[i] === null)
      .map((event) => toUsageEvent(event, source, now))
    const recorded = accepted.length === 0 ? [] : await recordUsage(ctx, source.agencyId, accepted)
    const results = recorded.values()
    return c.json({
      results: events.map((event, i) => {
        const refusal = refused[i]
        if (refusal !== null && refusal !== undefined)
          return { id: event.id, outcome: 'rejected', ...refusal }
        return results.next().value
      }),
    })
  })

/** What a source key sent, as our event. */
export function toUsageEvent(
  event: UsageEventInput,
  source: Extract<Actor, { kind: 'source' }>,
  now: Date,
): UsageEvent {
  const ownTime = event.occurredAt !== undefined
  return {
    source: source.source,
    system: source.source,
    account: event.client,
    agencyId: source.agencyId,
    clientId: event.client,
    id: event.id,
    service: event.service,
    quantity: event.quantity,
    occurredAt: new Date(event.occurredAt ?? now).toISOString(),
    receivedAt: now.toISOString(),
    ownTime,
    // Without a time of its own, a repeat may arrive on another day than the first.
    repeatWindowDays: ownTime ? source.repeatWindowDays : Math.max(1, source.repeatWindowDays),
    unitCost: event.unitCost ?? null,
    estimated: event.estimated ?? false,
    attributes: event.attributes ?? {},
  }
}
