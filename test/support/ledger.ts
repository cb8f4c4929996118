import type { Context } from '../../worker/context.ts'
import { migrateDatabase } from '../../dev/db/migrate.ts'
import { type LibsqlServer, startLibsql } from '../../dev/libsql/server.ts'
import { type SeedAgency, type SeedClient, seedAgency, seedClient } from '../../dev/seed.ts'
import { openDatabase } from '../../worker/db/client.ts'
import type { UsageLine } from '../../worker/ledger/usage-line.ts'

export const NOW = new Date('2026-11-21T12:00:00.000Z')

/** A fresh database behind the real client over HTTP, and a context with a fixed clock and counted ids. */
export interface LedgerBench {
  readonly server: LibsqlServer
  readonly ctx: Context
  readonly log: string[]
  at: Date
  close(): Promise<void>
}

export async function startLedger(): Promise<LedgerBench> {
  const server = await startLibsql()
  await migrateDatabase(server.url)
  const log: string[] = []
  let ids = 0
  const write = (level: string) => (event: string, fields?: object) => {
    log.push(
      `${level} ${event} ${JSON.stringify(fields ?? {}, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`,
    )
  }
  const settings = { TURSO_DATABASE_URL: server.url } as Context['settings']
  const bench: LedgerBench = {
    server,
    log,
    at: NOW,
    ctx: {
      settings,
      queues: {} as Context['queues'],
      db: openDatabase(settings),
      now: () => bench.at,
      newId: () => `id-${String((ids += 1)).padStart(6, '0')}`,
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      requestId: 'test',
    },
    close: () => server.close(),
  }
  return bench
}

/** Adds an agency; each test takes its own, so no test sees another's rows. */
export const addAgency = (
  bench: LedgerBench,
  id: string,
  options: Omit<SeedAgency, 'id'> = {},
): Promise<void> => seedAgency(bench.ctx.db, { id, ...options }, NOW)

export const addClient = (
  bench: LedgerBench,
  agencyId: string,
  id: string,
  options: Omit<SeedClient, 'id'> = {},
): Promise<void> => seedClient(bench.ctx.db, agencyId, { id, ...options }, NOW)

/** A rated line; 1,000 nano cost, 1,500 nano price unless said otherwise. */
export function line(id: string, changes: Partial<UsageLine> = {}): UsageLine {
  return {
    source: 'test',
    id,
    clientId: 'c1',
    service: 'sms.outbound',
    kind: 'usage',
    quantity: '1',
    cost: 1_000n,
    costCurrency: 'USD',
    price: 1_500n,
    currency: 'USD',
    billedBy: 'ledger',
    billingMode: 'prepaid',
    costRateId: null,
    termsNumber: null,
    fxRateId: null,
    estimated: false,
    occurredAt: NOW,
    receivedAt: NOW,
    bodyHash: 'ab'.repeat(32),
    corrects: null,
    attributes: {},
    repeatWindowDays: 3,
    ...changes,
  }
}

/** Rows of a query, as plain objects with bigint integers. */
export async function rows(bench: LedgerBench, sql: string, args: (string | bigint)[] = []) {
  const [result] = await bench.ctx.db.readBatch([{ sql, args }])
  return (result?.rows ?? []).map((row) =>
    Object.fromEntries((result?.columns ?? []).map((name) => [name, row[name]])),
  )
}
