import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import type { PlatformWallets } from '../../shared/contract/platform-wallets.ts'
import type { ServiceTotal, ServiceTotals } from '../../shared/contract/service-totals.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** What a CRM's pages need beside clients and prices. */
export interface OverlayVerbs {
  /** The client that an account of an outside system stands for (a source at CloseBot). */
  'clients.find': { input: { system: string; account: string }; output: DirectoryEntry['client'] }
  /** What clients hold at the platform, beside our ledger. */
  'agency.wallets': { input: Record<string, never>; output: PlatformWallets }
  /** What each service cost and brought over the last 30 local days. */
  'services.totals': { input: Record<string, never>; output: Dated<ServiceTotals> }
}

export interface OverlayApi {
  find(system: string, account: string): Promise<Outcome<DirectoryEntry['client']>>
  wallets(): Promise<Outcome<PlatformWallets>>
  totals(): Promise<Outcome<Dated<ServiceTotals>>>
}

type Fields = Record<string, unknown>

/** Whether a message's input is what its verb says (see inputs.ts). */
export const overlayChecks: { [V in keyof OverlayVerbs]: (input: Fields) => boolean } = {
  'clients.find': ({ system, account }) =>
    fits(system, /^[a-z0-9-]{1,64}$/) && fits(account, /^[\x21-\x7e]{1,200}$/),
  'agency.wallets': () => true,
  'services.totals': () => true,
}

const MONEY = /^-?\d{1,10}(\.\d{1,9})?$/
const LIST_MAX = 500
const fits = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)
const isListOf = (value: unknown, is: (each: Fields) => boolean): boolean =>
  Array.isArray(value) && value.length <= LIST_MAX && value.every((each) => is((each ?? {}) as Fields))

/** worker/routes/overlay.ts */
export function createOverlayApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): OverlayApi {
  async function read<T>(path: string, is: (body: unknown) => body is T): Promise<Outcome<T>> {
    const answer = await context.authorised({ method: 'GET', path })
    if (!answer.ok) return answer
    return is(answer.body) ? { ok: true, value: answer.body } : { ok: false, failure: { kind: 'badAnswer' } }
  }
  return {
    find: async (system, account) => {
      const path = `/v1/directory/${encodeURIComponent(system)}/${encodeURIComponent(account)}`
      const answer = await read(path, isEntry)
      return answer.ok ? { ok: true, value: answer.value.client } : answer
    },
    wallets: () => read('/v1/platform-wallets', isWallets),
    totals: async () => {
      const answer = await read('/v1/services/totals?days=30', isTotals)
      return answer.ok ? { ok: true, value: { at: context.now(), value: answer.value } } : answer
    },
  }
}

function isEntry(body: unknown): body is DirectoryEntry {
  const { client } = (body ?? {}) as Partial<DirectoryEntry>
  return typeof client?.id === 'string' && typeof client.name === 'string'
}

function isWallets(body: unknown): body is PlatformWallets {
  const { reading, currency, balance, connected, asked, wallets, ledger } = (body ??
    {}) as Partial<PlatformWallets>
  return (
    typeof reading === 'string' &&
    typeof currency === 'string' &&
    (balance === null || fits(balance, MONEY)) &&
    typeof connected === 'number' &&
    typeof asked === 'number' &&
    isListOf(wallets, (each) => typeof each['name'] === 'string' && fits(each['balance'], MONEY)) &&
    isListOf(
      ledger,
      (each) =>
        fits(each['currency'], /^[A-Z]{3}$/) && fits(each['held'], MONEY) && fits(each['owed'], MONEY),
    )
  )
}

function isTotals(body: unknown): body is ServiceTotals {
  const { services } = (body ?? {}) as Partial<ServiceTotals>
  return isListOf(services, (each) => {
    const { service, group, currency, cost, price, fees } = each as unknown as Partial<ServiceTotal>
    return (
      [service, group, currency].every((text) => typeof text === 'string') &&
      [cost, price, fees].every((amount) => fits(amount, MONEY))
    )
  })
}
