/** Signed webhooks one by one, beside a bare worker that only verifies and enqueues, and the simulated queue alone. */
import { setTimeout as wait } from 'node:timers/promises'
import { openNative } from './native.ts'
import { HOOKS_AT_ONCE } from './plan.ts'
import type { Stage } from './stage.ts'
import { load } from './wire.ts'

/** The queue of a stopped bench must not hold it up for ever. */
const DRAIN_MS_MAX = 120_000

/** Requests a second of the floor's worker: `/hook` verifies and enqueues, `/enqueue` only enqueues, `/empty` only answers. */
export async function floor(stage: Stage, path: '/hook' | '/enqueue' | '/empty'): Promise<number> {
  const requests = stage.webhooks.requests(stage.house.floorUrl + path, stage.plan.hooks)
  const { answered, seconds } = await load(stage.house.floorUrl, HOOKS_AT_ONCE, () => requests.pop(), 202)
  await wait(1_500) // its queue's last batch waits a second; the next figure shall not pay for it
  return answered / seconds
}

export interface HookRun {
  /** Answered a second. */
  readonly perSecond: number
  /** µs of the worker's CPU from webhook to books; null where the system does not tell. */
  readonly cpu_us: number | null
}

/** Webhooks a second that the product answers, while its own queue posts what came before. */
export async function hooks(stage: Stage): Promise<HookRun> {
  const file = stage.empty()
  await stage.house.use(file)
  const { hooks: count } = stage.plan
  const requests = stage.webhooks.requests(`${stage.house.url}/hooks/highlevel`, count)
  const before = await stage.house.cpu_ms()
  const { answered, seconds } = await load(stage.house.url, HOOKS_AT_ONCE, () => requests.pop(), 202)
  await drained(file, answered)
  const after = await stage.house.cpu_ms()
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

/** The same for `sustained_s` seconds. */
export async function sustained(stage: Stage): Promise<SustainedRun> {
  const file = stage.empty()
  await stage.house.use(file)
  const url = `${stage.house.url}/hooks/highlevel`
  const end = performance.now() + stage.plan.sustained_s * 1000
  let sent = 0
  let ready: Buffer[] = []
  const next = () => {
    if (performance.now() >= end) return undefined
    if (ready.length === 0) ready = stage.webhooks.slice(url, sent, sent + 500)
    sent += 1
    return ready.pop()
  }
  const { answered, seconds } = await load(stage.house.url, HOOKS_AT_ONCE, next, 202)
  const rest = await drained(file, answered)
  return {
    answered,
    perSecond: answered / seconds,
    committedShare: rest.atFirst / answered,
    drained_s: rest.seconds,
  }
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
