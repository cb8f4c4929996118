/** The worker in workerd with the local database and HighLevel, and agencies with signed-in staff to ask it. */
import { expect } from 'vitest'
import type { HouseOptions } from '../../../dev/house.ts'
import { type SeedAgency, type SeedClient, seedAgency, seedClient } from '../../../dev/seed.ts'
import { SessionTokens } from '../../../shared/contract/auth.ts'
import { Problem } from '../../../shared/contract/problem.ts'
import type { Role } from '../../../shared/contract/scalars.ts'
import { createPairingCode } from '../../../worker/access/pairing-code.ts'
import { type Context, buildContext } from '../../../worker/context.ts'
import type { Bindings } from '../../../worker/env.ts'
import { type TestWorker, startWorker } from '../../support/worker.ts'

/** The worker's clock stands still here, except in production. */
export const NOW = new Date('2026-11-21T12:00:00.000Z')
export const LONG_AGO = new Date('2026-01-01T00:00:00Z')
export const times = (multiplier: string) => ({ kind: 'multiplier', multiplier }) as const

export interface Api {
  readonly worker: TestWorker
  /** The same settings, in this process: for what the command line does. */
  readonly ctx: Context
  agency(options?: Partial<SeedAgency>): Promise<Agency>
  close(): Promise<void>
}

export interface Agency {
  readonly id: string
  client(client: SeedClient): Promise<string>
  signIn(role: Role): Promise<Staff>
}

export interface Staff {
  readonly tokens: SessionTokens
  get(path: string): Promise<Response>
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  delete(path: string): Promise<Response>
}

export async function startApi(
  vars: Record<string, string> = {},
  options: Omit<HouseOptions, 'vars'> = {},
): Promise<Api> {
  // In production the clock is the real one.
  const clock = vars['ENVIRONMENT'] === 'production' ? {} : { DEV_NOW: NOW.toISOString() }
  const worker = await startWorker({ ...options, vars: { ...clock, ...vars } })
  const made = buildContext({ ...worker.house.settings } as unknown as Bindings)
  const { settings, queues, db, now, newId, log, requestId } = made
  // All of it is here: tests change a part by a spread, which would leave out what is made when it is asked for.
  const ctx: Context = { settings, queues, db, now, newId, log, requestId }
  let agencies = 0
  return {
    worker,
    ctx,
    async agency(options = {}) {
      agencies += 1
      const id = `agency-${agencies}`
      await seedAgency(worker.db, { id, company: `fakeCompany${id}`, ...options }, LONG_AGO)
      return {
        id,
        async client(client) {
          await seedClient(worker.db, id, client, LONG_AGO)
          return client.id
        },
        signIn: async (role) => {
          const { code } = await createPairingCode(ctx, id, role)
          const answer = await postJson(
            worker,
            '/v1/auth/pair',
            { code, device: `${role}'s laptop` },
            elsewhere(),
          )
          expect(answer.status).toBe(200)
          return staffWith(worker, SessionTokens.parse(await answer.json()))
        },
      }
    },
    close: () => worker.close(),
  }
}

let places = 0
/** Another address each time: one address may pair ten times a minute. */
export function elsewhere(): Record<string, string> {
  places += 1
  return { 'cf-connecting-ip': `2001:db8::${places.toString(16)}` }
}

export function staffWith(worker: TestWorker, tokens: SessionTokens): Staff {
  const headers = { authorization: `Bearer ${tokens.accessToken}` }
  return {
    tokens,
    get: (path) => worker.fetch(path, { headers }),
    delete: (path) => worker.fetch(path, { method: 'DELETE', headers }),
    put: (path, body, more = {}) =>
      worker.fetch(path, {
        method: 'PUT',
        headers: { ...headers, 'content-type': 'application/json', ...more },
        body: JSON.stringify(body),
      }),
    post: (path, body, more = {}) => postJson(worker, path, body, { ...headers, ...more }),
  }
}

export function postJson(
  worker: TestWorker,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return worker.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** The problem an answer carries; fails where it is none, or its status differs from the answer's. */
export async function problemIn(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = Problem.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  return problem
}

export const codeOf = async (answer: Response): Promise<string> => (await problemIn(answer)).code
