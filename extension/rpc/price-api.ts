import type { SetServiceResponse } from '../../shared/contract/clients.ts'
import type { BulkChange, BulkPreview } from '../../shared/contract/pricing.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Failure } from './messages.ts'
import type { PriceVerbs } from './price-verbs.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }
type Do<V extends keyof PriceVerbs> = (
  input: PriceVerbs[V]['input'],
) => Promise<Outcome<PriceVerbs[V]['output']>>

export interface PriceApi {
  set: Do<'services.set'>
  undo: Do<'services.undo'>
  preview: Do<'bulk.preview'>
  apply: Do<'bulk.apply'>
  undoBulk: Do<'bulk.undo'>
}

/** The worker's endpoints for terms (worker/routes/services.ts, pricing.ts). Writes are sent once; only known fields go. */
export function createPriceApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  /** What was kept of these clients is no longer true; null = of any. */
  changed(clients: readonly string[] | null): void
}): PriceApi {
  const { authorised, changed } = context
  const bulkPath = (service: string, rest = ''): string =>
    `/v1/services/${encodeURIComponent(service)}/bulk${rest}`

  return {
    set: async ({ client, service, key, billedBy, multiplier, version, crmRebillingConfirmedOff }) => {
      const body = { billedBy, multiplier, version, crmRebillingConfirmedOff }
      const answer = await authorised({
        method: 'PUT',
        path: pathOf(client, service),
        body,
        idempotencyKey: key,
      })
      changed([client])
      return pick(answer, readSwitch)
    },
    undo: async ({ client, service, key, auditId, version, crmRebillingConfirmedOff }) => {
      const body = { auditId, version, crmRebillingConfirmedOff }
      const path = `${pathOf(client, service)}/undo`
      const answer = await authorised({ method: 'POST', path, body, idempotencyKey: key })
      changed([client])
      return pick(answer, readSwitch)
    },
    preview: async ({ service, billedBy, multiplier, clients }) => {
      const body = { billedBy, multiplier, clients }
      return pick(
        await authorised({ method: 'POST', path: bulkPath(service, '/preview'), body }),
        readPreview,
      )
    },
    apply: async ({ service, billedBy, multiplier, clients, key }) => {
      const body = { billedBy, multiplier, clients: clients.map(({ id, version }) => ({ id, version })) }
      const answer = await authorised({ method: 'POST', path: bulkPath(service), body, idempotencyKey: key })
      changed(clients.map(({ id }) => id))
      return pick(answer, readChange)
    },
    undoBulk: async ({ id }) => {
      const path = `/v1/bulk-changes/${encodeURIComponent(id)}/undo`
      const answer = await authorised({ method: 'POST', path, body: {} })
      changed(null)
      return pick(answer, readChange)
    },
  }
}

const pathOf = (client: string, service: string): string =>
  `/v1/clients/${encodeURIComponent(client)}/services/${encodeURIComponent(service)}`

function pick<T>(answer: HttpAnswer, read: (body: unknown) => T | null): Outcome<T> {
  if (!answer.ok) return answer
  const value = read(answer.body)
  return value === null ? { ok: false, failure: { kind: 'badAnswer' } } : { ok: true, value }
}

function readSwitch(body: unknown): SetServiceResponse | null {
  const { service, auditId } = (body ?? {}) as Partial<SetServiceResponse>
  return typeof service?.version === 'number' && typeof auditId === 'string'
    ? (body as SetServiceResponse)
    : null
}

function readPreview(body: unknown): BulkPreview | null {
  const { clients, unknown } = (body ?? {}) as Partial<BulkPreview>
  const isLine = (line: Partial<BulkPreview['clients'][number]> | null): boolean =>
    typeof line?.client === 'string' &&
    typeof line.name === 'string' &&
    typeof line.version === 'number' &&
    typeof line.before?.billedBy === 'string' &&
    typeof line.after?.billedBy === 'string'
  return Array.isArray(clients) && clients.every(isLine) && Array.isArray(unknown)
    ? (body as BulkPreview)
    : null
}

function readChange(body: unknown): BulkChange | null {
  const { id, items } = (body ?? {}) as Partial<BulkChange>
  const isItem = (item: Partial<BulkChange['items'][number]> | null): boolean =>
    typeof item?.client === 'string' && typeof item.result === 'string'
  return typeof id === 'string' && Array.isArray(items) && items.every(isItem) ? (body as BulkChange) : null
}
