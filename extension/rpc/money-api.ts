import type { HttpAnswer, HttpCall } from './http.ts'
import type { Failure } from './messages.ts'
import type { MoneyVerbs, ReloadIntent, TopUp } from './money-verbs.ts'
import { readCharge, readCharges, readPage, readReload } from './money-views.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }
type Given<V extends keyof MoneyVerbs> = Promise<Outcome<MoneyVerbs[V]['output']>>

export interface MoneyApi {
  charges(id: string, cursor: string | undefined): Given<'charges.list'>
  authenticate(id: string, charge: string): Given<'charges.authenticate'>
  topUp(intent: TopUp): Given<'charges.topUp'>
  setReload(intent: ReloadIntent): Given<'reload.set'>
  requestMethod(id: string): Given<'method.request'>
}

/** The worker's endpoints for a client's money (worker/routes/charges.ts). Writes are sent once. */
export function createMoneyApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  /** The worker's own address: where its pages send a client back to. */
  worker(): Promise<string | null>
  /** What was kept of this client is no longer true. */
  changed(client: string): void
}): MoneyApi {
  const { authorised } = context
  const pathOf = (client: string, rest: string): string => `/v1/clients/${encodeURIComponent(client)}/${rest}`

  async function pageFor(path: string): Promise<Outcome<{ url: string }>> {
    const body = { returnUrl: `${(await context.worker()) ?? ''}/portal` }
    return pick(await authorised({ method: 'POST', path, body }), readPage)
  }

  return {
    charges: async (id, cursor) => {
      const query = new URLSearchParams({ limit: '20', ...(cursor && { cursor }) })
      return pick(await authorised({ method: 'GET', path: pathOf(id, `charges?${query}`) }), readCharges)
    },
    authenticate: (id, charge) => pageFor(pathOf(id, `charges/${encodeURIComponent(charge)}/authentication`)),
    topUp: async ({ client, amount, key }) => {
      const path = pathOf(client, 'top-ups')
      const answer = await authorised({ method: 'POST', path, body: { amount }, idempotencyKey: key })
      context.changed(client)
      return pick(answer, readCharge)
    },
    setReload: async ({ client, enabled, threshold, amount, key }) => {
      const body = { enabled, threshold, amount }
      const path = pathOf(client, 'reload')
      const answer = await authorised({ method: 'PUT', path, body, idempotencyKey: key })
      context.changed(client)
      return pick(answer, readReload)
    },
    requestMethod: (id) => pageFor(pathOf(id, 'payment-method')),
  }
}

function pick<T>(answer: HttpAnswer, read: (body: unknown) => T | null): Outcome<T> {
  if (!answer.ok) return answer
  const value = read(answer.body)
  return value === null ? { ok: false, failure: { kind: 'badAnswer' } } : { ok: true, value }
}
