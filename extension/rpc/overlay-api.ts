import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import type { PlatformWallets } from '../../shared/contract/platform-wallets.ts'
import type { ServiceTotal, ServiceTotals } from '../../shared/contract/service-totals.ts'
import type { HttpAnswer, HttpCall } from './http.ts'
import type { Dated, Failure } from './messages.ts'

type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** An account of an outside system, as the address of its page says it. */
export interface Account {
  system: string
  account: string
}
/** `from`: the client that has it so far, as the page showed it; null = none. */
export type Connecting = Account & { client: string; from: string | null }
export type Disconnecting = Account & { client: string }

/** What a CRM's pages need beside clients and prices. */
export interface OverlayVerbs {
  /** The client that an account of an outside system stands for (a source at CloseBot). */
  'clients.find': { input: Account; output: DirectoryEntry['client'] }
  /** Says whose an account is from now on (owner). */
  'clients.connect': { input: Connecting; output: DirectoryEntry['client'] }
  /** Says that an account is nobody's any more (owner); answers whose it was. */
  'clients.disconnect': { input: Disconnecting; output: DirectoryEntry['client'] }
  /** What clients hold at the platform, beside our ledger. */
  'agency.wallets': { input: Record<string, never>; output: PlatformWallets }
  /** What each service cost and brought over the last 30 local days. */
  'services.totals': { input: Record<string, never>; output: Dated<ServiceTotals> }
}

export interface OverlayApi {
  find(system: string, account: string): Promise<Outcome<DirectoryEntry['client']>>
  connect(wish: Connecting): Promise<Outcome<DirectoryEntry['client']>>
  disconnect(wish: Disconnecting): Promise<Outcome<DirectoryEntry['client']>>
  wallets(): Promise<Outcome<PlatformWallets>>
  totals(): Promise<Outcome<Dated<ServiceTotals>>>
}

type Fields = Record<string, unknown>

/** Whether a message's input is what its verb says (see inputs.ts). */
export const overlayChecks: { [V in keyof OverlayVerbs]: (input: Fields) => boolean } = {
  'clients.find': isAccount,
  'clients.connect': (input) =>
    isAccount(input) && fits(input['client'], ID) && (input['from'] === null || fits(input['from'], ID)),
  'clients.disconnect': (input) => isAccount(input) && fits(input['client'], ID),
  'agency.wallets': () => true,
  'services.totals': () => true,
}

const ID = /^[\x21-\x7e]{1,200}$/
const MONEY = /^-?\d{1,10}(\.\d{1,9})?$/
const LIST_MAX = 500
const fits = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)
const isListOf = (value: unknown, is: (each: Fields) => boolean): boolean =>
  Array.isArray(value) && value.length <= LIST_MAX && value.every((each) => is((each ?? {}) as Fields))

function isAccount({ system, account }: Fields): boolean {
  return fits(system, /^[a-z0-9-]{1,64}$/) && fits(account, ID)
}

/** worker/routes/overlay.ts */
export function createOverlayApi(context: {
  authorised(request: Omit<HttpCall, 'worker' | 'token'>): Promise<HttpAnswer>
  now(): number
}): OverlayApi {
  const pick = <T>(answer: HttpAnswer, is: (body: unknown) => body is T): Outcome<T> => {
    if (!answer.ok) return answer
    return is(answer.body) ? { ok: true, value: answer.body } : { ok: false, failure: { kind: 'badAnswer' } }
  }
  const read = async <T>(path: string, is: (body: unknown) => body is T): Promise<Outcome<T>> =>
    pick(await context.authorised({ method: 'GET', path }), is)
  /** Of the directory's three: read, written once, taken away. */
  const entry = async (
    { system, account }: Account,
    request: Pick<HttpCall, 'method' | 'body'>,
    query = '',
  ): Promise<Outcome<DirectoryEntry['client']>> => {
    const path = `/v1/directory/${encodeURIComponent(system)}/${encodeURIComponent(account)}${query}`
    const answer = pick(await context.authorised({ ...request, path }), isEntry)
    return answer.ok ? { ok: true, value: answer.value.client } : answer
  }
  return {
    find: (system, account) => entry({ system, account }, { method: 'GET' }),
    connect: ({ client, from, ...account }) =>
      entry(account, { method: 'PUT', body: { client, ...(from !== null && { from }) } }),
    disconnect: ({ client, ...account }) =>
      entry(account, { method: 'DELETE' }, `?${new URLSearchParams({ client })}`),
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
