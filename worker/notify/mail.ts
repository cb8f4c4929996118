import type { Context } from '../context.ts'
import type { Sent } from './sent.ts'

export interface Mail {
  /** The same at every try, so that a provider that knows idempotency keys sends once. */
  readonly id: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

const ANSWER_MS_MAX = 10_000

/**
 * Sends by Cloudflare's `send_email` binding where one is bound, else by the HTTP provider of the environment: one POST
 * of {from, to, subject, text, html} as JSON with a bearer token and an Idempotency-Key (docs/alerts.md).
 */
export async function sendMail(ctx: Pick<Context, 'settings' | 'email'>, mail: Mail): Promise<Sent> {
  const { MAIL_FROM: from, MAIL_API_URL: url, MAIL_API_TOKEN: token } = ctx.settings
  if (from === undefined) return { outcome: 'notConfigured', status: null }
  const { to, subject, text, html } = mail
  if (ctx.email !== undefined) {
    try {
      await ctx.email.send({ from, to: [...to], subject, text, html })
      return { outcome: 'sent', status: null }
    } catch {
      return { outcome: 'refused', status: null }
    }
  }
  if (url === undefined) return { outcome: 'notConfigured', status: null }
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': mail.id,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ from, to, subject, text, html }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    })
    await answer.body?.cancel()
    return { outcome: answer.ok ? 'sent' : 'refused', status: answer.status }
  } catch {
    return { outcome: 'unreachable', status: null }
  }
}
