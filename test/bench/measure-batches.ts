/** Everything about POST /v1/usage: the ceiling, the worker, the stand-in's share, and what may and may not slow it. */
import { type UsageBatch, postUsage } from '../../worker/ledger/post-usage.ts'
import { benchLine, nativeBatch, nativeWriter, openNative } from './native.ts'
import { BATCHES_AT_ONCE, SINGLES_AT_ONCE } from './plan.ts'
import type { Stage } from './stage.ts'
import type { Run } from './turns.ts'
import { type Traffic, allPosted, usageRequests } from './traffic.ts'
import { AGENCY, CLIENTS } from './world.ts'
import { load } from './wire.ts'

const SIZE = 1_000
/** Requests before the counted ones. */
export const WARMING = 4
const SPREAD: Traffic = { source: 'three', size: SIZE, clients: CLIENTS }

export interface Ceiling {
  /** Events a second from rated lines in memory to the disk. */
  readonly fromLines: number
  /** The same with the JSON and its sums made beforehand, so that SQLite's time alone counts. */
  readonly fromJson: number
}

/** Native libSQL in this process on an empty ledger. */
export async function ceiling(stage: Stage): Promise<Ceiling> {
  const db = openNative(stage.empty())
  const write = nativeWriter(db)
  const seconds = { fromLines: 0, fromJson: 0 }
  for (let b = 0; b < 2 * stage.plan.batches; b += 1) {
    const lines = Array.from({ length: SIZE }, (_, i) => benchLine(b * SIZE + i, CLIENTS, new Date(), 3))
    const made = nativeBatch(lines, new Date())
    const way = b % 2 === 0 ? 'fromLines' : 'fromJson'
    const started = performance.now()
    write(way === 'fromLines' ? nativeBatch(lines, new Date()) : made)
    seconds[way] += (performance.now() - started) / 1000
  }
  db.close()
  const events = stage.plan.batches * SIZE
  return { fromLines: events / seconds.fromLines, fromJson: events / seconds.fromJson }
}

/** Events a second of the product's posting from a bare client over HTTP: what the local database server alone gives. */
export async function databaseAlone(stage: Stage): Promise<number> {
  await stage.house.use(stage.empty())
  const [row] = (await stage.db.readBatch(['SELECT price_version FROM agency']))[0]?.rows ?? []
  const priceVersion = row?.['price_version'] as bigint
  const batches = Array.from({ length: stage.plan.batches }, (_, b): UsageBatch => ({
    agencyId: AGENCY,
    priceVersion,
    lines: Array.from({ length: SIZE }, (_, i) => benchLine(b * SIZE + i, CLIENTS, new Date(), 3)),
  }))
  const started = performance.now()
  await Promise.all(
    Array.from({ length: BATCHES_AT_ONCE }, async () => {
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop())
        await postUsage({ db: stage.db, now: () => new Date() }, batch)
    }),
  )
  return (stage.plan.batches * SIZE) / ((performance.now() - started) / 1000)
}

/** Events a second through the worker, on the ledger that stands behind it; CPU is the worker's, its HTTP included. */
export async function throughWorker(
  stage: Stage,
  traffic: Traffic,
  count: number,
  atOnce: number,
): Promise<Run> {
  const { house } = stage
  // The ledger was changed: connections and what the isolate keeps are warmed before the clock starts.
  await send(stage, usageRequests(house.url, WARMING, traffic), traffic.size, 1)
  const requests = usageRequests(house.url, count, traffic)
  const before = await house.cpu_ms()
  const perSecond = await send(stage, requests, traffic.size, atOnce)
  const after = await house.cpu_ms()
  const cpu_us = before === null || after === null ? null : ((after - before) * 1000) / (count * traffic.size)
  return { perSecond, cpu_us }
}

async function send(stage: Stage, requests: Buffer[], size: number, atOnce: number): Promise<number> {
  const { answered, seconds } = await load(
    stage.house.url,
    Math.min(atOnce, requests.length),
    () => requests.pop(),
    200,
    allPosted(size),
  )
  return (answered * size) / seconds
}

const batches = (stage: Stage, traffic: Traffic) =>
  throughWorker(stage, traffic, stage.plan.batches, BATCHES_AT_ONCE)

export async function onEmpty(stage: Stage, traffic: Partial<Traffic> = {}): Promise<Run> {
  await stage.house.use(stage.empty())
  return batches(stage, { ...SPREAD, ...traffic })
}

/** On a copy of a ledger that has events already, so that each round finds it as the others did. */
export async function onStored(
  stage: Stage,
  ledger: 'many' | 'busyDay',
  traffic: Partial<Traffic> = {},
): Promise<Run> {
  await stage.house.use(stage.copyOf(stage[ledger]))
  return batches(stage, { ...SPREAD, ...traffic })
}

/** The textbook way: each event its own request and its own transaction, through the same worker. */
export async function oneByOne(stage: Stage): Promise<Run> {
  await stage.house.use(stage.empty())
  return throughWorker(stage, { ...SPREAD, size: 1 }, stage.plan.singles, SINGLES_AT_ONCE)
}
