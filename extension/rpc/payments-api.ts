import type { HttpAnswer, HttpCall } from './http.ts'
import type { Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** At which Stripe account the agency's clients are charged (worker/charging/agency-account.ts); never a key. */
export interface PaymentsView {
  /** The account's id; empty where the deployment's own is used. */
  account: string
  /** One of those in extension/entrypoints/options/payments.tsx, or one that a newer worker knows. */
  state: string
}

export interface PaymentsVerbs {
  'agency.payments': { input: Record<string, never>; output: PaymentsView }
}

export interface PaymentsApi {
  read(): Promise<Outcome<PaymentsView>>
}

export function createPaymentsApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
}): PaymentsApi {
  return {
    read: async () => {
      const answer = await context.authorised({ method: 'GET', path: '/v1/agency/stripe' })
      if (!answer.ok) return answer
      const { account, state } = (answer.body ?? {}) as Record<string, unknown>
      const isWhole = typeof account === 'string' && account.length <= 200 && typeof state === 'string'
      if (!isWhole) return { ok: false, failure: { kind: 'badAnswer' } }
      return { ok: true, value: { account, state: state.slice(0, 64) } }
    },
  }
}
