/**
 * One run: a seeded schedule over real SQL, with the oracle beside it. An operation is one event that was sent (repeats
 * and rejected ones too), one change of terms, one posting of cash, one sealing, sweep or word of the payment provider.
 */
import { startLibsql } from '../../dev/libsql/server.ts'
import { migrateDatabase } from '../../dev/db/migrate.ts'
import { type Database, openDatabase } from '../../worker/db/client.ts'
import { adjust } from './adjustments.ts'
import { moveBackfill } from './backfills.ts'
import { drain, moveCash, payOwed, seal, sweep } from './cash.ts'
import { RATES, addClient, change } from './changes.ts'
import { closeMonth, correct } from './corrections.ts'
import { Comparer } from './compare.ts'
import { moveGrants } from './grants.ts'
import { NativeDatabase } from './native-database.ts'
import { movePool, openPools } from './pools.ts'
import { type Counts, START_MS, SPAN_DAYS, Stage } from './stage.ts'
import { install } from './stripe.ts'
import { sendAgain, sendUsage } from './usage.ts'

export interface Options {
  readonly seed: number
  readonly operations: number
  /** Crashes between statements and lost answers. */
  readonly crashes: boolean
  /** Over HTTP, through the worker's own client: slower, and nearer to the truth. */
  readonly http?: boolean
  /** Operations between two comparisons; none = a tenth of all. */
  readonly checkEvery?: number
  readonly say?: (line: string) => void
}

export interface Report extends Counts {
  readonly seed: number
  readonly imbalance: Readonly<Record<string, string>>
  readonly traceHash: string
}

/** The run came upon a difference; `operation` says after how many operations. */
export class SimulationFailed extends Error {
  override name = 'SimulationFailed'
  readonly operation: number
  constructor(operation: number, cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause })
    this.operation = operation
  }
}

const AGENCIES = [
  { id: 'berlin', zone: 'Europe/Berlin', currency: 'EUR', plan: 'pro' },
  { id: 'newyork', zone: 'America/New_York', currency: 'USD', plan: 'unlimited' },
  { id: 'tokyo', zone: 'Asia/Tokyo', currency: 'JPY', plan: 'pro' },
  { id: 'lordhowe', zone: 'Australia/Lord_Howe', currency: 'KWD', plan: 'pro' },
  { id: 'utc', zone: 'UTC', currency: 'USD', plan: 'unlimited' },
] as const

let runs = 0

/** @throws SimulationFailed */
export async function simulate(options: Options): Promise<Report> {
  const { database, name, close } = await open(options.http ?? false)
  const stage = new Stage(database, { ...options, name })
  const uninstall = install(stage.provider.stripe)
  try {
    await play(stage, options)
    const comparer = new Comparer(stage)
    return {
      seed: options.seed,
      ...stage.counts,
      imbalance: await comparer.imbalance(),
      traceHash: stage.traceHash(),
    }
  } catch (error) {
    throw new SimulationFailed(stage.counts.operations, error)
  } finally {
    uninstall()
    await close()
  }
}

async function open(
  http: boolean,
): Promise<{ database: Database; name: string; close: () => Promise<void> }> {
  runs += 1
  if (!http) {
    const database = new NativeDatabase()
    return { database, name: `simulation:${runs}`, close: async () => database.close() }
  }
  const server = await startLibsql()
  await migrateDatabase(server.url)
  const database = openDatabase({ TURSO_DATABASE_URL: server.url })
  return { database, name: `simulation:${runs}`, close: () => server.close() }
}

async function play(stage: Stage, { operations, checkEvery, say }: Options): Promise<void> {
  const { random, counts } = stage
  const comparer = new Comparer(stage)
  const every = checkEvery ?? Math.max(2_000, Math.ceil(operations / 10))
  await begin(stage)
  // Some 35 operations a step; the clock walks through the whole span in any number of them.
  const stride = Math.ceil((SPAN_DAYS * 86_400_000 * 35) / operations)
  // Whole batches of usage bring most operations; what is rare in life is rarer the longer the run.
  const steps = operations / 35
  const rarely = Math.min(0.5, (120 + steps * 0.05) / steps)
  let next = every
  while (counts.operations < operations) {
    stage.now += random.int(1, 2 * stride)
    await (random.chance(rarely) ? rareStep(stage) : step(stage))
    if (stage.difference !== null) throw stage.difference
    if (counts.operations < next || counts.operations >= operations) continue
    next += every
    await comparer.compare(counts.checks % 4 === 3)
    say?.(
      `${counts.operations} operations, ${counts.posted} events in the books, ${new Date(stage.now).toISOString()}`,
    )
  }
  // What got no answer comes until it is through.
  for (let round = 0; round < 10_000 && stage.retries.length > 0; round += 1) await sendAgain(stage)
  await comparer.compare(true)
}

async function begin(stage: Stage): Promise<void> {
  stage.now = START_MS
  stage.shipCosts()
  for (const agency of AGENCIES) {
    await stage.addAgency(agency)
    // One agency has no rates at first: what would cross currencies is rejected there.
    if (agency.id === 'tokyo') continue
    for (const [base, quote, rate] of RATES) await stage.addRate(agency.id, base, quote, rate, START_MS)
  }
  for (const agency of stage.agencies) while (agency.clients.length < 4) await addClient(stage, agency)
  await openPools(stage)
  for (let i = 0; i < 40; i += 1) {
    stage.now += 1
    await change(stage)
  }
}

function rareStep(stage: Stage): Promise<void> {
  const act = stage.random.weighted<(stage: Stage) => Promise<void>>([
    [8, movePool],
    [7, moveGrants],
    [5, moveBackfill],
    [5, adjust],
    [8, tellMore],
    [6, (one) => change(one, 'undo')],
    [2, (one) => change(one, 'cap')],
  ])
  return act(stage)
}

function step(stage: Stage): Promise<void> {
  const { random } = stage
  if (stage.retries.length > 0 && random.chance(0.5)) return sendAgain(stage)
  const act = random.weighted<(stage: Stage) => Promise<void>>([
    [70, sendUsage],
    [9, change],
    [4, moveCash],
    [4, seal],
    [2, sweep],
    [1, payOwed],
    [3, drain],
    [8, tell],
    [10, correct],
    [2, closeMonth],
  ])
  return act(stage)
}

/** A charge is sent, told of and taken back in several steps; a short run needs more of them. */
async function tellMore(stage: Stage): Promise<void> {
  for (let i = 0; i < 4; i += 1) await tell(stage)
}

async function tell(stage: Stage): Promise<void> {
  if (stage.provider.size === 0) return
  stage.counts.operations += 1
  await stage.provider.tell()
}
