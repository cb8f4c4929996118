/** Signed webhooks one by one, beside a bare worker that only verifies and enqueues, and the simulated queue alone. */
import { setTimeout as wait } from 'node:timers/promises'
import { openNative } from './native.ts'
import { HOOKS_AT_ONCE } from './plan.ts'
import type { Stage } from './stage.ts'
import type { Run } from './turns.ts'
import { load } from './wire.ts'

/** The queue of a stopped bench must not hold it up for ever. */
const DRAIN_MS_MAX = 120_000
/** The last batch of the floor's queue waits a second; the next figure shall not pay for it. */
const QUEUE_REST_MS = 1_500

/** The floor's worker: `/hook` verifies and enqueues, `/enqueue` only enqueues, `/empty` only answers. */
export function floor(stage: Stage, path: '/hook' | '/enqueue' | '/empty'): Promise<Run> {
  return burst(stage, stage.house.floorUrl + path, () => wait(QUEUE_REST_MS))
}

/** The product's answers, while its own queue posts what came before. */
export async function hooks(stage: Stage): Promise<Run> {
  const file = stage.empty()
  await stage.house.use(file)
  return burst(stage, `${stage.house.url}/hooks/highlevel`, (answered) => drained(file, answered))
}

/** CPU is counted from a request's arrival until its message is dealt with. */
async function burst(
  { house, plan, webhooks }: Stage,
  url: string,
  rest: (answered: number) => Promise<unknown>,
): Promise<Run> {
  const requests = webhooks.requests(url, plan.hooks)
  const before = await house.cpu_ms()
  const { answered, seconds } = await load(url, HOOKS_AT_ONCE, () => requests.pop(), 202)
  await rest(answered)
  const after = await house.cpu_ms()
  return {
    perSecond: answered / seconds,
    cpu_us: before === null || after === null ? null : ((after - before) * 1000) / answered,
  }
}

export interface SustainedRun {
  readonly answered: number
  readonly perSecond: number
  /** Committed when the last answer came ÷ answered. */
  readonly committedShare: number
  /** Seconds from the last answer to an empty queue. */
  readonly drained_s: number
}

/** Tells both queues how many batches they may hand out at once. */
export async function handOut({ house }: Stage, batches: number): Promise<void> {
  for (const url of house.queueUrls) await fetch(`${url}/${batches}`, { method: 'POST' })
}

/** The same for so many seconds. */
export async function sustained(stage: Stage, seconds: number): Promise<SustainedRun> {
  const file = stage.empty()
  await stage.house.use(file)
  const { answered, perSecond } = await sustain(stage, `${stage.house.url}/hooks/highlevel`, seconds)
  const rest = await drained(file, answered)
  return { answered, perSecond, committedShare: rest.atFirst / answered, drained_s: rest.seconds }
}

/** The floor for as long: the share of its messages that the queue has handed to a consumer that does nothing. */
export async function floorSustained(stage: Stage): Promise<{ perSecond: number; deliveredShare: number }> {
  const { floorUrl } = stage.house
  const delivered = async () => Number(await (await fetch(floorUrl)).text())
  const before = await delivered()
  const { answered, perSecond } = await sustain(stage, `${floorUrl}/hook`, stage.plan.sustained_s)
  const deliveredShare = ((await delivered()) - before) / answered
  await wait(QUEUE_REST_MS)
  return { perSecond, deliveredShare }
}

async function sustain(
  stage: Stage,
  url: string,
  seconds: number,
): Promise<{ answered: number; perSecond: number }> {
  const end = performance.now() + seconds * 1000
  let sent = 0
  let ready: Buffer[] = []
  const next = () => {
    if (performance.now() >= end) return undefined
    if (ready.length === 0) ready = stage.webhooks.slice(url, sent, sent + 500)
    sent += 1
    return ready.pop()
  }
  const { answered, seconds: spent } = await load(url, HOOKS_AT_ONCE, next, 202)
  return { answered, perSecond: answered / spent }
}

/**
 * Waits until `count` events are posted. Reads past the server, so that asking costs it nothing.
 * @returns events posted at the beginning, and the seconds until all were
 * @throws Error when they never are
 */
async function drained(file: string, count: number): Promise<{ atFirst: number; seconds: number }> {
  const db = openNative(file)
  const asked = db.prepare(
    "SELECT coalesce(sum(events), 0) AS posted FROM outcome_count WHERE outcome = 'posted'",
  )
  const posted = () => Number((asked.all() as { posted: bigint }[])[0]?.posted ?? 0n)
  try {
    const started = performance.now()
    const atFirst = posted()
    for (let now = atFirst; now < count; now = posted()) {
      if (performance.now() - started > DRAIN_MS_MAX)
        throw new Error(`${now} of ${count} webhooks were posted`)
      await wait(20)
    }
    return { atFirst, seconds: (performance.now() - started) / 1000 }
  } finally {
    db.close()
  }
}
