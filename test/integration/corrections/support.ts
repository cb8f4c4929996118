import { seedAgency, seedClient } from '../../../dev/seed.ts'
import type { SeedAgency, SeedClient } from '../../../dev/seed.ts'
import { signAccess } from '../../../worker/access/tokens.ts'
import { checkLedger } from '../../../worker/ledger/check-ledger.ts'
import { sealLedger } from '../../../worker/ledger/seal.ts'
import { type TestWorker, startWorker } from '../../support/worker.ts'

export const LONG_AGO = new Date('2026-01-01T00:00:00Z')
/** The worker's clock stands here. */
export const NOW = new Date('2026-11-21T12:00:00.000Z')
export const DAY_MS = 86_400_000

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- what the API answered, looked at by the test
  readonly body: any
}

/** The real worker with a fixed clock, and one agency a test with its source key and its owner. */
export interface CorrectionsHouse {
  readonly worker: TestWorker
  agency(options?: Omit<SeedAgency, 'id'>): Promise<Agency>
  close(): Promise<void>
}

export interface Agency {
  readonly id: string
  readonly key: string
  readonly owner: string
  client(id: string, options?: Omit<SeedClient, 'id'>): Promise<void>
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>
  post(events: unknown[], token?: string): Promise<Answer>
  lines(): Promise<Record<string, unknown>[]>
  wallet(client: string): Promise<bigint>
  token(role: 'owner' | 'staff' | 'viewer'): Promise<string>
  /** Seals, checks the whole ledger, and says what the checker found. */
  findings(): Promise<unknown[]>
}

export async function startCorrections(vars: Record<string, string> = {}): Promise<CorrectionsHouse> {
  const worker = await startWorker({ vars: { DEV_NOW: NOW.toISOString(), ...vars } })
  let next = 0
  return {
    worker,
    async agency(options = {}) {
      next += 1
      const id = `agency-${next}`
      await seedAgency(worker.db, { id, ...options }, LONG_AGO)
      return agencyOf(worker, id)
    },
    close: () => worker.close(),
  }
}

async function agencyOf(worker: TestWorker, id: string): Promise<Agency> {
  const key = await worker.sourceKey(id, 'meter')
  const token = async (role: 'owner' | 'staff' | 'viewer') => {
    const ctx = { now: () => NOW, settings: { SESSION_SECRET: worker.house.sessionSecret } as never }
    return (await signAccess(ctx, { agencyId: id, id: `session-${role}`, role, device: 'test' })).token
  }
  const owner = await token('owner')
  const call = async (method: string, path: string, body?: unknown, as = owner): Promise<Answer> => {
    const response = await worker.fetch(path, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  return {
    id,
    key,
    owner,
    token,
    call,
    client: (client, options = {}) => seedClient(worker.db, id, { id: client, ...options }, LONG_AGO),
    post: (events, as = key) => call('POST', '/v1/usage', { events }, as),
    lines: () =>
      worker.rows(
        `SELECT id, kind, quantity, cost, price, estimated, corrects, terms_number, cost_rate_id
         FROM usage_event WHERE agency_id = ? ORDER BY seq`,
        [id],
      ),
    async wallet(client) {
      const [row] = await worker.rows(
        `SELECT balance FROM client_balance WHERE agency_id = ? AND client_id = ? AND account = 'wallets'`,
        [id, client],
      )
      return (row?.['balance'] as bigint | undefined) ?? 0n
    },
    async findings() {
      const ctx = { db: worker.db, now: () => NOW }
      await sealLedger(ctx)
      const report = await checkLedger(ctx)
      return report.findings.filter((finding) => finding.agencyId === id || finding.agencyId === '')
    },
  }
}

/** Instants around NOW, as RFC 3339. */
export const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString()
