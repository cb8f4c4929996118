/** What the test worker says of wallets at the platform, of services' last days, and of flags and selectors. */
import type { ExtensionConfig } from '../../shared/contract/extension-config.ts'
import type { PlatformWallets } from '../../shared/contract/platform-wallets.ts'
import type { Role } from '../../shared/contract/scalars.ts'
import type { ServiceTotal, ServiceTotals } from '../../shared/contract/service-totals.ts'
import { sampleLocation } from './browser-samples.ts'

export interface TestOverlay {
  /** Account at an outside system (`closebot src_1`) → client. */
  directory: Map<string, string>
  wallets: PlatformWallets
  totals: ServiceTotals
  /** Sent as it is, right or wrong. */
  config: unknown
}

export function createTestOverlay(): TestOverlay {
  const config: ExtensionConfig = { flags: {}, selectors: [] }
  return { directory: new Map(), wallets: sampleWallets(), totals: sampleTotals(), config }
}

export function sampleWallets(): PlatformWallets {
  const balances = ['-2.15', '3.40', '8.12', '14.00', '22.75', '31.90', '47.31']
  return {
    platform: 'highlevel',
    reading: 'read',
    at: '2026-11-21T11:59:30Z',
    currency: 'USD',
    balance: '125.33',
    complimentaryCredits: '20',
    connected: 9,
    asked: 9,
    wallets: balances.map((balance, index) => {
      const { id, name } = sampleLocation(index)
      return { client: id, name, balance, complimentaryCredits: '0' }
    }),
    ledger: [{ currency: 'USD', held: '6912.04', owed: '1.07' }],
  }
}

const total = (service: string, change: Partial<ServiceTotal>): ServiceTotal => ({
  service,
  label: service,
  group: 'phone',
  product: 'Phone',
  currency: 'USD',
  isComplete: true,
  cost: '0',
  price: '0',
  fees: '0',
  events: 1_000,
  ...change,
})

export const sampleTotals = (): ServiceTotals => ({
  from: '2026-10-23',
  to: '2026-11-21',
  services: [
    total('sms.outbound', { label: 'SMS, sent', cost: '800', price: '840', fees: '49.56' }),
    total('email.outbound', {
      label: 'E-mail',
      group: 'email',
      product: 'Email',
      cost: '320',
      price: '480',
      fees: '28.32',
    }),
    total('call.outbound', { label: 'Calls, made', cost: '200', price: '210', fees: '12.39' }),
    total('workflow.ai', { label: 'Workflow AI', group: 'workflow', product: 'workflow_ai', cost: '40' }),
  ],
})

interface Request {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  role: Role
}

interface Desk {
  nameOf: (client: string) => string | undefined
  answer: (body: unknown) => void
  refuse: (status: number, code: string) => void
}

/** Answers what is about these; false where the request is about something else. */
export function overlayAnswer(
  { directory, wallets, totals, config }: TestOverlay,
  request: Request,
  { nameOf, answer, refuse }: Desk,
): boolean {
  const { path } = request
  if (path === '/v1/platform-wallets') answer(wallets)
  else if (path === '/v1/services/totals') answer(totals)
  else if (path === '/v1/extension/config') answer(config)
  else {
    const [, system = '', account = ''] = /^\/v1\/directory\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    if (account === '') return false
    directoryAnswer(directory, `${system} ${decodeURIComponent(account)}`, request, {
      nameOf,
      answer,
      refuse,
    })
  }
  return true
}

/** Whose an account is: read, connected, moved or taken away, as worker/clients/connect-account.ts does it. */
function directoryAnswer(
  directory: TestOverlay['directory'],
  place: string,
  { method, query, body, role }: Request,
  { nameOf, answer, refuse }: Desk,
): void {
  const held = directory.get(place)
  const tell = (id: string): void => answer({ client: { id, name: nameOf(id) } })
  if (method !== 'GET' && role !== 'owner') return refuse(403, 'role_forbids')
  if (method === 'PUT') {
    const { client, from } = body as { client: string; from?: string }
    if (client === held) return tell(held)
    if (held !== from) return refuse(409, from === undefined ? 'account_connected' : 'version_conflict')
    if (nameOf(client) === undefined) return refuse(404, 'not_found')
    directory.set(place, client)
    return tell(client)
  }
  if (held === undefined) return refuse(404, 'not_found')
  if (method === 'DELETE') {
    if (query.get('client') !== held) return refuse(409, 'version_conflict')
    directory.delete(place)
  }
  tell(held)
}
