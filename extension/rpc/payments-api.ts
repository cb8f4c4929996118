import type { HttpAnswer, HttpCall } from './http.ts'
import type { Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** At which Stripe account the agency's clients are charged (worker/charging/agency-account.ts); never a key. */
export interface PaymentsView {
  /** The account's id; empty where the deployment's own is used. */
  account: string
  /** One of those in extension/entrypoints/options/payments.tsx, or one that a newer worker knows. */
  state: string
  /** How staff know the agency's own key again, and why Stripe refuses it (worker/charging/read-own-key.ts). */
  key: { last4: string; mode: string; reason: string | null } | null
}

export interface PaymentsVerbs {
  'agency.payments': { input: Record<string, never>; output: PaymentsView }
}

export interface PaymentsApi {
  read(): Promise<Outcome<PaymentsView>>
}

const PATH = '/v1/agency/stripe'
const OWN: ReadonlySet<string> = new Set(['ownKey', 'keyRefused'])
type Fields = Record<string, unknown>
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most

export function createPaymentsApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
}): PaymentsApi {
  const badAnswer = { ok: false, failure: { kind: 'badAnswer' } } as const

  return {
    read: async () => {
      const answer = await context.authorised({ method: 'GET', path: PATH })
      if (!answer.ok) return answer
      const { account, state } = (answer.body ?? {}) as Fields
      if (!isText(account, 200) || !isText(state, 64)) return badAnswer
      if (!OWN.has(state)) return { ok: true, value: { account, state, key: null } }
      const own = await context.authorised({ method: 'GET', path: `${PATH}/key` })
      if (!own.ok) return own
      const key = keyOf((own.body as Fields | null)?.['key'])
      return key ? { ok: true, value: { account, state, key } } : badAnswer
    },
  }
}

function keyOf(value: unknown): PaymentsView['key'] {
  const { last4, mode, reason } = (value ?? {}) as Fields
  const isWhole = isText(last4, 8) && isText(mode, 16) && (reason === null || isText(reason, 200))
  return isWhole ? { last4, mode, reason } : null
}
