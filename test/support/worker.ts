import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type House, type HouseOptions, startHouse } from '../../dev/house.ts'
import { signHighLevel } from '../../dev/highlevel/webhooks.ts'
import { assertContracts } from './contracts.ts'
import { type Database, openDatabase } from '../../worker/db/client.ts'
import { expectDescribed } from './described.ts'

export interface TestWorker {
  readonly house: House
  readonly db: Database
  /** Asks the worker; an answer of /v1 that /openapi.json does not describe fails. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Posts a webhook as HighLevel signs it. */
  sendHighLevel(payload: unknown, which?: 'ed25519' | 'rsa'): Promise<Response>
  /** A source key of an agency, put there as the command line does. */
  sourceKey(agencyId: string, source: string, repeatWindowDays?: number): Promise<string>
  postUsage(key: string, events: unknown[]): Promise<Response>
  rows(sql: string, args?: (string | bigint)[]): Promise<Record<string, unknown>[]>
  /** Asks until it holds; fails after 20 s with what was there last. */
  until<T>(what: string, ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T>
  close(): Promise<void>
}

/** The real worker in workerd with a database over HTTP and the stand-ins. One a file: it takes a second to start. */
export async function startWorker(options: HouseOptions = {}): Promise<TestWorker> {
  const house = await startHouse(options)
  const db = openDatabase({ TURSO_DATABASE_URL: house.database.url, TURSO_AUTH_TOKEN: undefined })
  const request = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(new URL(path, house.url), init)
    await expectDescribed(init.method ?? 'GET', path, answer)
    return answer
  }
  const rows = async (sql: string, args: (string | bigint)[] = []) => {
    const [result] = await db.readBatch([{ sql, args }])
    return (result?.rows ?? []).map((row) =>
      Object.fromEntries((result?.columns ?? []).map((name) => [name, row[name]])),
    )
  }
  return {
    house,
    db,
    fetch: request,
    rows,
    async sendHighLevel(payload, which = 'ed25519') {
      if (house.highlevelKeys === null) throw new Error('this house has no keys of HighLevel')
      const body = JSON.stringify(payload)
      return request('/hooks/highlevel', {
        method: 'POST',
        headers: signHighLevel(body, house.highlevelKeys, which),
        body,
      })
    },
    async sourceKey(agencyId, source, repeatWindowDays = 3) {
      const key = ['rlk', 'fake', agencyId, source].join('_')
      await db.writeBatch([
        {
          sql: `INSERT INTO source_key (hash, agency_id, source, label, repeat_window_days, created_at, revoked_at)
                VALUES (?, ?, ?, 'test', ?, 0, NULL)`,
          args: [
            new Uint8Array(createHash('sha256').update(key).digest()),
            agencyId,
            source,
            BigInt(repeatWindowDays),
          ],
        },
      ])
      return key
    },
    postUsage: (key, events) =>
      request('/v1/usage', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      }),
    async until(what, ask, holds) {
      const end = performance.now() + 20_000
      for (;;) {
        const value = await ask()
        if (holds(value)) return value
        if (performance.now() > end) {
          throw new Error(
            `${what} did not come; last seen: ${JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`,
          )
        }
        await wait(20)
      }
    },
    async close() {
      try {
        assertContracts(house.stripe, house.highlevel)
      } finally {
        await house.close()
      }
    },
  }
}
