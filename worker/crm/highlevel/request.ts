import type { Context } from '../../context.ts'

/** Longest wait for one answer; staff look at a switch meanwhile. */
const ANSWER_MS_MAX = 10_000
/** Cloudflare in front of HighLevel turns nameless clients away (error 1010). */
const USER_AGENT = 'rebill-lens/0.1'

/** What a call came to. `unanswered`: it may or may not have happened. */
export type HighLevelAnswer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'refused'; status: number }
  | { kind: 'unanswered' }
  /** This deployment has no token. */
  | { kind: 'notConnected' }

/**
 * One call to HighLevel's API with the agency's Private Integration Token. Never throws and never repeats: the caller
 * knows whether a second try is safe. Base, headers and versions: HighLevel's OpenAPI documents of 2026-06-19.
 */
export async function callHighLevel(
  ctx: Pick<Context, 'settings' | 'log'>,
  call: {
    method: 'GET' | 'POST'
    path: string
    version: '2021-04-15' | '2021-07-28' | 'v3'
    body?: unknown
    waitMsMax?: number
  },
): Promise<HighLevelAnswer> {
  const { HIGHLEVEL_TOKEN: token, HIGHLEVEL_API_URL: base } = ctx.settings
  if (token === undefined) return { kind: 'notConnected' }
  try {
    const response = await fetch(`${base}${call.path}`, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        version: call.version,
        'user-agent': USER_AGENT,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(call.waitMsMax ?? ANSWER_MS_MAX),
    })
    if (response.ok) return { kind: 'answered', body: await response.json() }
    await response.body?.cancel()
    ctx.log.warn('highlevel_refused', { status: response.status })
    // 429 comes before any work is done; of a 5xx nobody knows.
    return response.status < 500 ? { kind: 'refused', status: response.status } : { kind: 'unanswered' }
  } catch (error) {
    ctx.log.warn('highlevel_unanswered', { error: error instanceof Error ? error.name : 'unknown' })
    return { kind: 'unanswered' }
  }
}
