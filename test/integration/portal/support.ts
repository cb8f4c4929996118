/** A client of an agency, signed in to its pages as a browser is: with cookies, without following redirects. */
import { expect } from 'vitest'
import type { SeedClient } from '../../../dev/seed.ts'
import type { Agency, Api, Staff } from '../api/support.ts'

export interface Visitor {
  get(path: string): Promise<{ status: number; text: string; bytes: Uint8Array; headers: Headers }>
  post(
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ): ReturnType<Visitor['get']>
  /** A hidden field of the page that was got last. */
  field(name: string): string
}

export async function portalLink(staff: Staff, clientId: string, body: object = {}): Promise<string> {
  const path = `/v1/clients/${clientId}/portal-link`
  const answer = await staff.post(path, body)
  expect(answer.status).toBe(201)
  const { url } = (await answer.json()) as { url: string }
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** A browser with nothing in it. */
export function visitor(api: Api): Visitor {
  const cookies = new Map<string, string>()
  let last = ''
  const ask = async (path: string, init: RequestInit) => {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const headers = new Headers(init.headers)
    if (cookie !== '') headers.set('cookie', cookie)
    const answer = await api.worker.fetch(path, { ...init, headers, redirect: 'manual' })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/max-age=0/i.test(set)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    if (text.startsWith('<!doctype html>')) last = text
    return { status: answer.status, text, bytes, headers: answer.headers }
  }
  return {
    get: (path) => ask(path, {}),
    post: (path, form, headers = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(form), headers }),
    field: (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(last)?.[1] ?? '',
  }
}

export async function enter(
  api: Api,
  staff: Staff,
  clientId: string,
  lang: 'de' | 'en' = 'en',
): Promise<Visitor> {
  const browser = visitor(api)
  const link = await portalLink(staff, clientId, { lang })
  expect((await browser.get(link)).status).toBe(200)
  const answer = await browser.post('/portal/enter', { token: browser.field('token') })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/portal'])
  return browser
}

/** A customer with a card at the Stripe stand-in, for a client's seed. */
export async function cardAtStripe(
  api: Api,
  method = 'pm_card_visa',
): Promise<NonNullable<SeedClient['payment']>> {
  const { stripe, settings } = api.worker.house
  if (stripe === null) throw new Error('the test needs the Stripe stand-in')
  const made = await fetch(`${stripe.url}/v1/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${settings['STRIPE_SECRET_KEY'] ?? ''}` },
  })
  const { id: customerId } = (await made.json()) as { id: string }
  return { customerId, methodId: stripe.giveMethod(customerId, method) }
}

export const SERVICES = {
  'email.outbound': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '1.5' } },
  'sms.outbound': { billedBy: 'ledger', rule: { kind: 'multiplier', multiplier: '2' } },
  'closebot.response': { billedBy: 'ledger', rule: { kind: 'unitPrice', unitPrice: '0.02' } },
} as const satisfies SeedClient['services']

/** Two weeks of usage, more on some days than on others. */
export async function useServices(api: Api, agency: Agency, clientId: string): Promise<void> {
  const key = await api.worker.sourceKey(agency.id, `portal-${clientId}`)
  const events = Array.from({ length: 14 }, (_, i) => {
    const occurredAt = new Date(Date.UTC(2026, 10, 8 + i, 9)).toISOString()
    const event = (service: string, quantity: number, unitCost: string) => ({
      id: `${clientId}-${service}-${i}`,
      client: clientId,
      service,
      quantity: String(quantity),
      unitCost,
      occurredAt,
    })
    return [
      event('email.outbound', 100 + ((i * 37) % 90), '0.00675'),
      event('sms.outbound', 4 + ((i * 13) % 11), '0.0079'),
      ...(i % 3 === 0
        ? [event('closebot.response', 30, '0.006'), event('closebot.storage', 7_000_000, '0.00000000025')]
        : []),
    ]
  }).flat()
  const answer = await api.worker.postUsage(key, events)
  expect(answer.status).toBe(200)
  const { results } = (await answer.json()) as { results: { outcome: string }[] }
  expect(results.filter(({ outcome }) => outcome !== 'posted')).toEqual([])
}
