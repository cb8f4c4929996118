/**
 * A worker for browser tests, from the contract's types alone: it keeps no books. It signs in with one pairing
 * code, hands out the clients it was given, applies a switch, and fails as it is told to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SessionTokens } from '../../shared/contract/auth.ts'
import type {
  AuditEntry,
  ClientDetail,
  SetServiceRequest,
  SetServiceResponse,
} from '../../shared/contract/clients.ts'
import type { Status } from '../../shared/contract/status.ts'
import type { AlertSettingsView } from '../../extension/rpc/alert-settings-api.ts'
import type { AlertView } from '../../extension/rpc/alerts-api.ts'
import type { PaymentsView } from '../../extension/rpc/payments-api.ts'
import type { DayList } from '../../shared/contract/days.ts'
import type { Role } from '../../shared/contract/scalars.ts'
import { createTestMoney, moneyAnswer, type TestMoney } from './browser-money.ts'
import { SAMPLE_ALERTS } from './browser-alerts.ts'
import { alertSettingsAnswer, clientAlertsAnswer, SAMPLE_ALERT_SETTINGS } from './browser-alert-settings.ts'
import { createTestOverlay, overlayAnswer, type TestOverlay } from './browser-overlay.ts'
import { createTestPrices, heldBy, pricesAnswer, setTerms, type TestPrices } from './browser-prices.ts'
import { sampleDays, sampleLines } from './browser-days.ts'
import { json, problem, textOf } from './browser-http.ts'

/** Clients a page, as the worker gives them. */
const PAGE = 100

export const PAIRING_CODE = 'demo-pair-code'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
}

/** What to answer instead: a status with a problem's code, `cut` (no answer at all), or wait for a promise first. */
export type Twist =
  | { status: number; code: string; detail?: string; headers?: Record<string, string> }
  | 'cut'
  | Promise<void>

export interface TestWorker {
  url: string
  asked: Asked[]
  /** Applies to the next `times` requests whose "METHOD path" starts so, or is so where a `$` ends it. */
  twist(start: string, twist: Twist, times?: number): void
  /** Forgets what it was told to do instead. */
  calm(): void
  clients: Map<string, ClientDetail>
  status: Status
  /** Newest first. */
  alerts: AlertView[]
  alertSettings: AlertSettingsView
  payments: PaymentsView
  money: TestMoney
  prices: TestPrices
  overlay: TestOverlay
  /** Access and refresh tokens given out so far stop working. */
  revokeAccess(): void
  revokeSession(): void
  tokens(): readonly string[]
  close(): Promise<void>
}

export interface TestWorkerOptions {
  agency?: string
  role?: Role
  /** The agency's last days; a sample of as many clients as there are where none are given. */
  days?: DayList
}

export async function startTestWorker(
  clients: readonly ClientDetail[],
  { agency = 'Demo agency', role = 'owner', days }: TestWorkerOptions = {},
): Promise<TestWorker> {
  const byId = new Map(clients.map((client) => [client.overview.id, structuredClone(client)]))
  const asked: Asked[] = []
  const twists: { start: string; twist: Twist; left: number }[] = []
  const given: string[] = []
  let access = ''
  let refresh = ''
  let count = 0

  function issue(): SessionTokens {
    count += 1
    access = ['access', 'of', 'the', 'test', String(count).padStart(6, '0')].join('-')
    refresh = ['refresh', 'of', 'the', 'test', String(count).padStart(6, '0')].join('-')
    given.push(access, refresh)
    return {
      accessToken: access,
      accessExpiresAt: new Date(Date.now() + 600_000).toISOString(),
      refreshToken: refresh,
      refreshExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      role,
      agency: { id: 'agency-1', name: agency },
    }
  }

  const audit = new Map<string, AuditEntry[]>()
  const money = createTestMoney()
  const prices = createTestPrices()
  const overlay = createTestOverlay()
  const alerts = [...SAMPLE_ALERTS]
  const alertSettings = structuredClone(SAMPLE_ALERT_SETTINGS)
  const payments: PaymentsView = { account: '', state: 'own', key: null }
  const status: Status = {
    at: '2026-11-21T12:00:00Z',
    imbalance: { USD: '0' },
    books: { wholeAt: '2026-11-21T00:00:00Z', running: null, findings: [] },
    events: { posted: 4120, duplicates: 12, rejected: 0 },
    charges: { succeeded: 31, failed: 2, inFlight: 1 },
    repeatedIds: 0,
    deadLetters: 0,
    lastSealAt: '2026-11-21T11:59:00Z',
  }

  function keep(
    client: string,
    entry: Pick<AuditEntry, 'id' | 'action' | 'subject' | 'before' | 'after'>,
  ): void {
    const row = { at: '2026-11-21T12:00:00Z', actor: 'staff: Test', ...entry }
    audit.set(client, [row, ...(audit.get(client) ?? [])])
  }

  const server = createServer((request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://worker')
    const text = await textOf(request)
    if (text === null) return
    const method = request.method ?? ''
    const call: Asked = {
      method,
      path,
      query,
      headers: request.headers,
      body: text ? JSON.parse(text) : null,
    }
    asked.push(call)
    const twist = take(`${method} ${path}`)
    if (twist === 'cut') return void request.socket.destroy()
    if (twist instanceof Promise) await twist
    else if (twist) return problem(response, twist.status, twist.code, twist.detail, twist.headers)
    answer(call, response)
  }

  function take(line: string): Twist | undefined {
    const found = twists.find(({ start, left }) => left > 0 && `${line}$`.startsWith(start))
    if (found) found.left -= 1
    return found?.twist
  }

  function answer({ method, path, query, headers, body }: Asked, response: ServerResponse): void {
    if (path === '/v1/auth/pair') {
      const isRight = (body as { code: string }).code === PAIRING_CODE
      return isRight ? json(response, issue()) : problem(response, 401, 'pairing_code_invalid')
    }
    if (path === '/v1/auth/refresh') {
      const isRight = refresh !== '' && (body as { refreshToken: string }).refreshToken === refresh
      return isRight ? json(response, issue()) : problem(response, 401, 'session_ended')
    }
    if (access === '' || headers.authorization !== `Bearer ${access}`)
      return problem(response, 401, 'not_signed_in')
    if (path === '/v1/auth/sign-out') {
      access = refresh = ''
      return void response.writeHead(204).end()
    }
    if (path === '/v1/clients') {
      const ids = query.get('ids')?.split(',')
      const found = [...byId.values()].filter(({ overview }) => !ids || ids.includes(overview.id))
      const from = Number(query.get('cursor') ?? 0)
      const page = found.slice(from, from + PAGE).map(({ overview }) => overview)
      const rest = found.length - from - page.length
      return json(response, { clients: page, nextCursor: rest > 0 ? String(from + PAGE) : null })
    }
    if (path === '/v1/days') return json(response, days ?? sampleDays(byId.size))
    if (path === '/v1/days/services') {
      return json(response, sampleLines(servicesOf([...byId.values()])))
    }
    if (path === '/v1/days/clients') {
      const found = (query.get('ids')?.split(',') ?? []).map((each) => byId.get(each)?.overview)
      const rows = found.filter((each) => each !== undefined)
      return json(response, sampleLines(rows.map(({ id, month }) => ({ id, profit: month.profit }))))
    }
    if (path === '/v1/agency/stripe') return json(response, payments)
    if (path === '/v1/agency/stripe/key') return json(response, { key: payments.key })
    if (path === '/v1/alerts/settings') {
      if (method === 'PUT' && role !== 'owner') return problem(response, 403, 'role_forbids')
      const view = alertSettingsAnswer(alertSettings, method === 'PUT' ? body : null)
      return view === null ? problem(response, 409, 'version_conflict') : json(response, view)
    }
    if (path === '/v1/alerts') {
      const isOpen = query.get('open') === 'true'
      return json(response, { alerts: alerts.filter(({ open }) => open || !isOpen), nextCursor: null })
    }
    if (path === '/v1/status') return json(response, status)
    if (path === '/v1/reconciliation') {
      return json(response, { platform: [{ state: 'equal' }, { state: 'equal' }, { state: 'waiting' }] })
    }
    const give = (given: unknown): void => json(response, given)
    const desk = {
      nameOf: (client: string) => byId.get(client)?.overview.name,
      answer: give,
      refuse: (status: number, code: string) => problem(response, status, code),
    }
    if (overlayAnswer(overlay, { method, path, query, body, role }, desk)) return
    if (pricesAnswer(prices, byId, { method, path, body, headers }, give)) return
    const [, id = '', service] = /^\/v1\/clients\/([^/]+)(?:\/services\/([^/]+))?/.exec(path) ?? []
    const client = byId.get(id)
    if (!client) return problem(response, 404, 'not_found')
    if (path.endsWith('/days')) return json(response, sampleDays(1))
    if (path.endsWith('/days/services')) return json(response, sampleLines(servicesOf([client])))
    if (path.endsWith('/audit')) return json(response, { entries: audit.get(id) ?? [], nextCursor: null })
    if (path.endsWith('/alert-thresholds')) {
      const view = clientAlertsAnswer(client, body)
      return view === null ? problem(response, 409, 'version_conflict') : json(response, view)
    }
    if (moneyAnswer(money, client, { method, path, body, headers }, (given) => json(response, given))) return
    if (method === 'PUT' && service) return setService(client, service, body as SetServiceRequest, response)
    if (method === 'POST' && path.endsWith('/undo')) {
      return undoService(client, body as { auditId: string; version: number }, response)
    }
    json(response, client)
  }

  function setService(
    client: ClientDetail,
    service: string,
    wish: SetServiceRequest,
    response: ServerResponse,
  ): void {
    const terms = client.services.find((each) => each.service === service)
    if (!terms) return problem(response, 404, 'not_found')
    if (wish.version !== terms.version) return problem(response, 409, 'version_conflict')
    if (wish.billedBy === 'ledger' && terms.billedBy === 'crm' && !wish.crmRebillingConfirmedOff) {
      return problem(response, 409, 'crm_rebilling_unknown')
    }
    const before = {
      billedBy: terms.billedBy,
      ...(terms.multiplier !== null && { multiplier: terms.multiplier }),
    }
    const held = heldBy(terms)
    setTerms(terms, wish)
    const auditId = `audit-${client.overview.id}-${service}-${terms.version}`
    prices.undoable.set(auditId, { client: client.overview.id, service, before: held })
    keep(client.overview.id, {
      id: auditId,
      action: 'service.switched',
      subject: service,
      before,
      after: wish,
    })
    json(response, { service: terms, auditId } satisfies SetServiceResponse)
  }

  function undoService(
    client: ClientDetail,
    { auditId, version }: { auditId: string; version: number },
    response: ServerResponse,
  ): void {
    const undone = prices.undoable.get(auditId)
    const terms = client.services.find(({ service }) => service === undone?.service)
    if (!undone || !terms) return problem(response, 404, 'not_found')
    if (terms.version !== version) return problem(response, 409, 'version_conflict')
    const before = heldBy(terms)
    Object.assign(terms, undone.before, { version: version + 1 })
    const id = `${auditId}-undone`
    prices.undoable.set(id, { ...undone, before })
    keep(client.overview.id, {
      id,
      action: 'service.undone',
      subject: undone.service,
      before,
      after: { ...undone.before, undoes: auditId },
    })
    json(response, { service: terms, auditId: id } satisfies SetServiceResponse)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    twist: (start, twist, times = 1) => void twists.push({ start, twist, left: times }),
    calm: () => void (twists.length = 0),
    clients: byId,
    status,
    alerts,
    alertSettings,
    payments,
    money,
    prices,
    overlay,
    revokeAccess: () => {
      access = ''
    },
    revokeSession: () => {
      access = refresh = ''
    },
    tokens: () => given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Each service that was used, with what it brought at the first client. */
function servicesOf(clients: readonly ClientDetail[]): { id: string; profit: string }[] {
  const found = new Map<string, string>()
  for (const { service, month } of clients.flatMap(({ services }) => services)) {
    if (month.events > 0 && !found.has(service)) found.set(service, month.profit)
  }
  return [...found].map(([id, profit]) => ({ id, profit }))
}
