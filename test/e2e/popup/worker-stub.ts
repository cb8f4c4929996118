import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { DayList } from '../../../shared/contract/days.ts'

/**
 * The few answers of the worker that popup and options need (pairing, clients, sign-out), to the contract's
 * shapes. It is no worker: the whole way is tested against the real one in test/e2e/overlay.
 */
export interface WorkerStub {
  url: string
  /** The one code that pairs, once. */
  code: string
  requests: string[]
  close(): Promise<void>
}

const overview = (
  name: string,
  balance: string,
  runwayDays: string | null,
  status: ClientOverview['status'],
): ClientOverview => ({
  id: `loc-${name.toLowerCase().replaceAll(' ', '-')}`,
  name,
  status,
  runwayDays,
  billingMode: 'prepaid',
  currency: 'USD',
  balance,
  rebilling: { state: 'enabled', reason: null, fix: null },
  month: { cost: '40', price: '42', fees: '1.52', profit: '0.48', margin: '0.0114', events: 900 },
})

const CLIENTS: readonly ClientOverview[] = [
  overview('Alder Dental', '182.4', '41.5', 'ok'),
  overview('Birch Plumbing', '6.125', '1.2', 'low'),
  overview('Cedar Gym', '25', null, 'ok'),
  overview('Elm Realty', '-3.5', '0.0', 'paymentFailed'),
  overview('Fir Motors', '74.9', '8.4', 'ok'),
  overview('Hazel Salon', '12', '3.1', 'reloading'),
]

/** The last 30 days: 240 of cost on the last of them. */
const DAYS: DayList = {
  from: '2026-10-23',
  to: '2026-11-21',
  series: [
    {
      currency: 'USD',
      isComplete: true,
      days: [
        { day: '2026-11-20', cost: '100', price: '105', fees: '3.8', events: 900 },
        { day: '2026-11-21', cost: '140', price: '147', fees: '5.32', events: 4500 },
      ],
    },
  ],
}

/** Listens at 127.0.0.1 on a free port. `now` is the time its tokens are made at, in epoch milliseconds. */
export async function startWorkerStub(now: number): Promise<WorkerStub> {
  const requests: string[] = []
  const code = ['pair', 'me', 'once'].join('-')
  let isUsed = false
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://worker')
    requests.push(`${request.method} ${url.pathname}`)
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (url.pathname === '/v1/auth/pair') {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { code?: string }
        if (body.code !== code || isUsed) return answer(401, problem(401, 'pairing_code_invalid'))
        isUsed = true
        return answer(200, tokens(now))
      }
      if (!request.headers.authorization?.startsWith('Bearer '))
        return answer(401, problem(401, 'signed_out'))
      if (url.pathname === '/v1/clients') return answer(200, { clients: CLIENTS, nextCursor: null })
      if (url.pathname === '/v1/days') return answer(200, DAYS)
      return answer(404, problem(404, 'not_found'))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    code,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const tokens = (now: number) => ({
  accessToken: ['access', 'of', 'the', 'stub'].join('-'),
  accessExpiresAt: new Date(now + 900_000).toISOString(),
  refreshToken: ['refresh', 'of', 'the', 'stub', 'worker'].join('-'),
  refreshExpiresAt: new Date(now + 86_400_000).toISOString(),
  role: 'owner',
  agency: { id: 'agency-1', name: 'Northwind Growth' },
})

const problem = (status: number, code: string) => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  detail: code,
  requestId: 'stub',
})
