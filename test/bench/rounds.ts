/** The rounds: each measures everything once, one after the other, so that what the machine does meanwhile falls on all alike. */
import { type Ceiling, ceiling, databaseAlone, onEmpty, onStored, oneByOne } from './measure-batches.ts'
import { type SustainedRun, floor, floorSustained, handOut, hooks, sustained } from './measure-hooks.ts'
import { overview } from './measure-overview.ts'
import { type Writes, writes } from './measure-writes.ts'
import { CONSUMERS_AT_ONCE } from './plan.ts'
import type { Stage } from './stage.ts'
import { type Run, thereAndBack } from './turns.ts'

export interface Round {
  readonly ceiling: Ceiling
  readonly database: number
  readonly worker: Run
  readonly noWindow: Run
  readonly hot: Run
  readonly many: Run
  readonly manyNoWindow: Run
  readonly busyDay: Run
  readonly oneByOne: Run
  readonly empty: Run
  readonly queue: Run
  readonly floor: Run
  readonly hooks: Run
  readonly sustained: SustainedRun
  readonly sustainedOneByOne: SustainedRun
  readonly floorSustained: { perSecond: number; deliveredShare: number }
  readonly overviewFew: number
  readonly overviewMany: number
}

export interface Measured {
  readonly rounds: readonly Round[]
  readonly writes100: Writes
  readonly writes1000: Writes
  readonly sealedPerSecond: number
}

/** Clients that the batches of the counted writes are spread over (issue "Speed"). */
const COUNTED_CLIENTS = 100

export async function runRounds(stage: Stage, say: (what: string) => void): Promise<Measured> {
  const rounds: Round[] = []
  say('warming')
  await handOut(stage, CONSUMERS_AT_ONCE)
  await onEmpty(stage)
  await floor(stage, '/hook')
  await hooks(stage)
  for (let n = 1; n <= stage.plan.rounds; n += 1) {
    say(`round ${n} of ${stage.plan.rounds}`)
    rounds.push(await oneRound(stage))
  }
  say('counting rows')
  const writes100 = await writes(stage, 100, COUNTED_CLIENTS)
  const writes1000 = await writes(stage, 1_000, COUNTED_CLIENTS)
  return { rounds, writes100, writes1000, sealedPerSecond: stage.sealedPerSecond }
}

async function oneRound(stage: Stage): Promise<Round> {
  return {
    ceiling: await ceiling(stage),
    database: await databaseAlone(stage),
    ...(await thereAndBack(stage.plan.batchTurns, {
      worker: () => onEmpty(stage),
      many: () => onStored(stage, 'many'),
      noWindow: () => onEmpty(stage, { source: 'none' }),
      manyNoWindow: () => onStored(stage, 'many', { source: 'none' }),
      busyDay: () => onStored(stage, 'busyDay'),
      hot: () => onEmpty(stage, { clients: 1 }),
    })),
    oneByOne: await oneByOne(stage),
    empty: await floor(stage, '/empty'),
    queue: await floor(stage, '/enqueue'),
    ...(await thereAndBack(stage.plan.hookTurns, {
      floor: () => floor(stage, '/hook'),
      hooks: () => hooks(stage),
    })),
    floorSustained: await floorSustained(stage),
    sustained: await sustained(stage, stage.plan.sustained_s),
    sustainedOneByOne: await oneBatchAtATime(stage),
    overviewFew: await overview(stage, stage.few),
    overviewMany: await overview(stage, stage.many),
  }
}

/** What wrangler's own queue would show: it hands out the next batch when the one before is done. */
async function oneBatchAtATime(stage: Stage): Promise<SustainedRun> {
  await handOut(stage, 1)
  try {
    return await sustained(stage, stage.plan.oneByOne_s)
  } finally {
    await handOut(stage, CONSUMERS_AT_ONCE)
  }
}
