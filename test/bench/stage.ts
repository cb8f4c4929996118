/** Everything that the measurements need, made once: databases, bundles, the house, webhooks. */
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLibsql } from '../../dev/libsql/server.ts'
import { migrateDatabase } from '../../dev/db/migrate.ts'
import { makeHighLevelKeys } from '../../dev/highlevel/webhooks.ts'
import { type Database, openDatabase } from '../../worker/db/client.ts'
import { sealLedger } from '../../worker/ledger/seal.ts'
import { buildBundles } from './build.ts'
import { type BenchHouse, startBenchHouse } from './house.ts'
import { openNative, prefill } from './native.ts'
import type { Plan } from './plan.ts'
import { Webhooks } from './traffic.ts'
import { CLIENTS, seedWorld } from './world.ts'

export interface Stage {
  readonly plan: Plan
  readonly house: BenchHouse
  readonly webhooks: Webhooks
  readonly sessionSecret: string
  /** The database that stands behind the worker now, over HTTP. */
  readonly db: Database
  /** Sealed ledgers with few and with many events, of the 30 days before today. */
  readonly few: string
  readonly many: string
  /** A ledger with nothing but a day's share of many events, all of today. */
  readonly busyDay: string
  /** Lines that the product's seal took in a second while `many` was sealed. */
  readonly sealedPerSecond: number
  /** A new database file: the schema of the migrations, the bench's agency and clients, no event. */
  empty(): string
  /**
   * A new copy of a ledger; of the copies before, only the last is kept, which may still be in use. It is on the disk
   * already: what a copy leaves to be written would else be waited for by the commits that are measured.
   */
  copyOf(ledger: string): string
  close(): Promise<void>
}

export async function buildStage(plan: Plan, say: (what: string) => void): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'rebill-bench-'))
  try {
    return await buildStageIn(folder, plan, say)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function buildStageIn(folder: string, plan: Plan, say: (what: string) => void): Promise<Stage> {
  const template = join(folder, 'template.sqlite')
  let files = 0
  const copies: string[] = []
  const copy = (name: string) => {
    const file = join(folder, `${name}-${(files += 1)}.sqlite`)
    copyFileSync(template, file)
    return file
  }
  say('building the worker')
  const bundles = await buildBundles(folder)
  await makeTemplate(template)
  say(`filling a ledger with ${plan.storedMany.toLocaleString('en-US')} events`)
  const now = new Date()
  const [few, many, busyDay] = [copy('few'), copy('many'), copy('busy')]
  const yesterday = new Date(now.getTime() - 86_400_000)
  prefill(few, plan.storedFew, { clients: CLIENTS, days: 30, until: yesterday })
  prefill(many, plan.storedMany, { clients: CLIENTS, days: 30, until: yesterday })
  prefill(busyDay, Math.ceil(plan.storedMany / 30), { clients: CLIENTS, days: 1, until: now })
  say('starting the house')
  const keys = makeHighLevelKeys()
  const sessionSecret = ['session', 'fake', crypto.randomUUID()].join('_')
  const house = await startBenchHouse({
    file: few,
    bundles,
    publicKey: keys.ed25519.publicPem,
    sessionSecret,
  })
  const db = openDatabase({ TURSO_DATABASE_URL: house.databaseUrl, TURSO_AUTH_TOKEN: undefined })
  say('sealing it')
  await sealAll(db)
  await house.use(many)
  const started = performance.now()
  await sealAll(db)
  const sealedPerSecond = plan.storedMany / ((performance.now() - started) / 1000)
  return {
    plan,
    house,
    webhooks: new Webhooks(keys),
    sessionSecret,
    db,
    few,
    many,
    busyDay,
    sealedPerSecond,
    empty: () => copy('empty'),
    copyOf: (ledger) => {
      for (const old of copies.splice(0, copies.length - 1))
        for (const part of ['', '-wal', '-shm']) rmSync(old + part, { force: true })
      const copied = `${ledger}-copy-${(files += 1)}`
      copyFileSync(ledger, copied)
      const file = openSync(copied, 'r+')
      fsyncSync(file)
      closeSync(file)
      copies.push(copied)
      return copied
    },
    close: async () => {
      await house.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What cron does every minute, until nothing is left to seal. */
export async function sealAll(db: Database): Promise<void> {
  while ((await sealLedger({ db, now: () => new Date() })) > 0);
}

async function makeTemplate(file: string): Promise<void> {
  const server = await startLibsql({ file })
  await migrateDatabase(server.url)
  await seedWorld(openDatabase({ TURSO_DATABASE_URL: server.url, TURSO_AUTH_TOKEN: undefined }))
  await server.close()
  const db = openNative(file)
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
  db.close()
}
