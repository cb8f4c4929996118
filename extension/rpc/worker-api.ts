import type { ClientDetail, ClientOverview, ClientPage } from '../../shared/contract/clients.ts'
import type { Session } from '../session/session.ts'
import { createAgencyApi, type AgencyApi } from './agency-api.ts'
import { createAlertSettingsApi, type AlertSettingsApi } from './alert-settings-api.ts'
import { createAlertsApi, type AlertsApi } from './alerts-api.ts'
import { createDaysApi, type DaysApi } from './days-api.ts'
import { createMoneyApi, type MoneyApi } from './money-api.ts'
import { createPaymentsApi, type PaymentsApi } from './payments-api.ts'
import { createOverviewCache } from './overview-cache.ts'
import { send, type HttpAnswer, type HttpCall, type Network } from './http.ts'
import type { Answer, AuditView, Dated, Failure } from './messages.ts'
import { createOverlayApi, type OverlayApi } from './overlay-api.ts'
import { createPriceApi, type PriceApi } from './price-api.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export interface WorkerApi {
  list(ids: readonly string[], fresh: boolean): Promise<Answer<'clients.list'>>
  page(cursor: string | undefined): Promise<Outcome<Dated<ClientPage>>>
  detail(id: string): Promise<Outcome<Dated<ClientDetail>>>
  audit(id: string, cursor: string | undefined): Promise<Outcome<AuditView>>
  agency: AgencyApi
  days: DaysApi
  alerts: AlertsApi
  alertSettings: AlertSettingsApi
  payments: PaymentsApi
  money: MoneyApi
  prices: PriceApi
  overlay: OverlayApi
  /** Flags and selectors as the worker sends them: not checked yet. */
  config(): Promise<Outcome<unknown>>
  /** Forget what was read: somebody else may be signed in now. */
  forget(): void
}

/** The worker's endpoints that the overlay uses (shared/contract), each with the session's token. */
export function createWorkerApi(context: { network: Network; session: Session; now(): number }): WorkerApi {
  const { network, session } = context

  async function authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer> {
    const known = await session.credentials()
    if (!known.ok) return known
    const answer = await send(network, { ...request, ...known.value })
    if (answer.ok || answer.failure.kind !== 'signedOut') return answer
    // A 401 with a token we thought good: it was revoked, or this clock is wrong. One refresh tells.
    await session.renounce(known.value.token)
    const renewed = await session.credentials()
    if (!renewed.ok) return renewed
    return send(network, { ...request, ...renewed.value })
  }

  async function fetchOverviews(ids: readonly string[]): Promise<Outcome<readonly ClientOverview[]>> {
    const query = new URLSearchParams({ ids: ids.join(','), limit: String(ids.length) })
    const answer = await authorised({ method: 'GET', path: `/v1/clients?${query}` })
    return pick(answer, (body) => listOf<ClientOverview>(body, 'clients'))
  }

  const overviews = createOverviewCache({ now: context.now, fetch: fetchOverviews })

  async function page(cursor: string | undefined): Promise<Outcome<Dated<ClientPage>>> {
    const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) })
    const answer = await authorised({ method: 'GET', path: `/v1/clients?${query}` })
    const read = pick(answer, (body) => (listOf(body, 'clients') ? (body as ClientPage) : null))
    return read.ok ? { ok: true, value: { at: context.now(), value: read.value } } : read
  }

  const agency = createAgencyApi({ authorised, page, now: context.now })
  const days = createDaysApi({ authorised, now: context.now })
  const alerts = createAlertsApi({ authorised, now: context.now })
  const alertSettings = createAlertSettingsApi({ authorised, now: context.now })
  const payments = createPaymentsApi({ authorised })
  const money = createMoneyApi({
    authorised,
    worker: async () => {
      const view = await session.view()
      return view.worker
    },
    changed: (client) => overviews.drop(client),
  })

  const prices = createPriceApi({
    authorised,
    changed: (clients) => {
      if (clients === null) overviews.clear()
      else for (const client of clients) overviews.drop(client)
    },
  })
  const overlay = createOverlayApi({ authorised, now: context.now })

  return {
    agency,
    days,
    alerts,
    alertSettings,
    payments,
    money,
    prices,
    overlay,
    page,
    list: (ids, fresh) => overviews.get(ids, fresh),
    detail: async (id) => {
      const answer = await authorised({ method: 'GET', path: `/v1/clients/${encodeURIComponent(id)}` })
      const detail = pick(answer, (body) => (listOf(body, 'services') ? (body as ClientDetail) : null))
      return detail.ok ? { ok: true, value: { at: context.now(), value: detail.value } } : detail
    },
    audit: async (id, cursor) => {
      const query = new URLSearchParams({ limit: '20', ...(cursor && { cursor }) })
      const answer = await authorised({
        method: 'GET',
        path: `/v1/clients/${encodeURIComponent(id)}/audit?${query}`,
      })
      return pick(answer, (body) => (listOf(body, 'entries') ? (body as AuditView) : null))
    },
    config: async () => {
      const answer = await authorised({ method: 'GET', path: '/v1/extension/config' })
      return answer.ok ? { ok: true, value: answer.body } : answer
    },
    forget: () => {
      overviews.clear()
      agency.forget()
    },
  }
}

function pick<T>(answer: HttpAnswer, read: (body: unknown) => T | null): Outcome<T> {
  if (!answer.ok) return answer
  const value = read(answer.body)
  return value === null ? { ok: false, failure: { kind: 'badAnswer' } } : { ok: true, value }
}

function listOf<T>(body: unknown, field: string): T[] | null {
  const list = (body as Record<string, unknown> | null)?.[field]
  return Array.isArray(list) ? (list as T[]) : null
}
