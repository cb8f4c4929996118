import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** An alert as the worker lists it (worker/notify/list-alerts.ts). Figures in `detail` are decimal text. */
export interface AlertView {
  id: string
  client: { id: string; name: string }
  /** One of those in alert-text.ts, or one that a newer worker knows. */
  kind: string
  change: 'fired' | 'recovered'
  /** RFC 3339. */
  at: string
  detail: Readonly<Record<string, string>>
  /** Whether it still holds. */
  open: boolean
}

export interface AlertsView {
  alerts: readonly AlertView[]
  nextCursor: string | null
}

export interface AlertVerbs {
  /** Newest first, at most 50 a page; `open`: only what still holds. */
  'alerts.list': { input: { open: boolean; cursor?: string }; output: Dated<AlertsView> }
}

export interface AlertsApi {
  list(open: boolean, cursor: string | undefined): Promise<Outcome<Dated<AlertsView>>>
}

const PAGE = 50

export function createAlertsApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): AlertsApi {
  return {
    list: async (open, cursor) => {
      const query = new URLSearchParams({
        limit: String(PAGE),
        open: String(open),
        ...(cursor && { cursor }),
      })
      const answer = await context.authorised({ method: 'GET', path: `/v1/alerts?${query}` })
      if (!answer.ok) return answer
      if (!isPage(answer.body)) return { ok: false, failure: { kind: 'badAnswer' } }
      return { ok: true, value: { at: context.now(), value: answer.body } }
    },
  }
}

function isPage(body: unknown): body is AlertsView {
  const { alerts, nextCursor } = (body ?? {}) as Partial<AlertsView>
  return (
    Array.isArray(alerts) &&
    alerts.length <= PAGE &&
    alerts.every(isAlert) &&
    (nextCursor === null || typeof nextCursor === 'string')
  )
}

function isAlert(value: unknown): boolean {
  const { id, client, kind, change, at, detail, open } = (value ?? {}) as Partial<AlertView>
  return (
    [id, client?.id, client?.name, kind].every((each) => typeof each === 'string') &&
    (change === 'fired' || change === 'recovered') &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    typeof open === 'boolean' &&
    typeof detail === 'object' &&
    detail !== null &&
    Object.values(detail).every((each) => typeof each === 'string')
  )
}
