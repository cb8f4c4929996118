import { Webhook } from 'standardwebhooks'
import type { Context } from '../context.ts'
import type { Alert } from './kinds.ts'
import type { Sent } from './sent.ts'
import { targetProblem } from './target-guard.ts'

/** Longest wait for a receiver. */
const ANSWER_MS_MAX = 10_000

/** What a receiver gets: Standard Webhooks 1.0 (standardwebhooks.com), the type, the instant, and the figures. */
export function webhookBody(alert: Alert): string {
  const { id, client, kind, subject, change, at, detail } = alert
  return JSON.stringify({
    type: `alert.${change}`,
    timestamp: at.toISOString(),
    data: { id, client, kind, subject, ...detail },
  })
}

/**
 * Posts one alert, signed. `webhook-id` is the alert's id and stays the same at every try, so a receiver can tell a
 * repeat. Redirects are not followed and the answer is not read.
 */
export async function sendWebhook(
  ctx: Pick<Context, 'settings' | 'now'>,
  target: { url: string; secret: string },
  alert: Alert,
): Promise<Sent> {
  if (targetProblem(target.url, ctx.settings.ENVIRONMENT) !== null)
    return { outcome: 'blocked', status: null }
  const body = webhookBody(alert)
  const at = ctx.now()
  try {
    const answer = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': alert.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(target.secret).sign(alert.id, at, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    await answer.body?.cancel()
    return { outcome: answer.ok ? 'sent' : 'refused', status: answer.status }
  } catch {
    return { outcome: 'unreachable', status: null }
  }
}
