import type { ClientOverview } from '../../shared/contract/clients.ts'
import type { WorkerApi } from '../rpc/worker-api.ts'
import type { Failure } from '../rpc/messages.ts'
import { troubled, type Trouble } from './trouble.ts'

/** Between two looks at the clients, in minutes; doubled with each failure in a row, up to the most. */
const EVERY_MIN = 15
const EVERY_MAX_MIN = 240
/** Pages of 100 clients a look reads at most. */
const PAGES = 10

export interface WatchContext {
  api: Pick<WorkerApi, 'page'>
  isSignedIn(): Promise<boolean>
  /** How often the last looks failed in a row: the background may be stopped in between. */
  failures: { load(): Promise<number>; save(count: number): Promise<void> }
  /** Shows how many clients need a look; null = not known. */
  show(count: number | null): Promise<void>
  tell(trouble: readonly Trouble[]): Promise<void>
  /** Asks to be woken for the next look. */
  wake(minutes: number): Promise<void>
}

export interface Watch {
  look(): Promise<void>
}

/** Looks after the clients while nobody has a page open: the badge, the notices, and when to look again. */
export function createWatch(context: WatchContext): Watch {
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    if (!(await context.isSignedIn())) {
      await context.failures.save(0)
      await context.show(null)
      return context.wake(EVERY_MIN)
    }
    const read = await readAll()
    if (read.ok) {
      const trouble = troubled(read.clients)
      await context.failures.save(0)
      await context.show(trouble.length)
      await context.tell(trouble)
      return context.wake(EVERY_MIN)
    }
    const failures = Math.min((await context.failures.load()) + 1, 10)
    await context.failures.save(failures)
    // The number of last time stays for one miss; after that it would be taken for today's.
    if (failures > 1) await context.show(null)
    await context.wake(delayAfter(failures, read.failure))
  }

  async function readAll(): Promise<
    { ok: true; clients: readonly ClientOverview[] } | { ok: false; failure: Failure }
  > {
    const clients: ClientOverview[] = []
    let cursor: string | undefined
    for (let page = 0; page < PAGES; page++) {
      const answer = await context.api.page(cursor)
      if (!answer.ok) return answer
      clients.push(...answer.value.value.clients)
      cursor = answer.value.value.nextCursor ?? undefined
      if (cursor === undefined) break
    }
    return { ok: true, clients }
  }

  return {
    // A look that is asked for during another one is that one.
    look: () => {
      looking ??= look().finally(() => {
        looking = null
      })
      return looking
    },
  }
}

/** Minutes to wait after so many failures in a row; never shorter than the worker asked for. */
export function delayAfter(failures: number, failure: Failure): number {
  const backoff = Math.min(EVERY_MIN * 2 ** failures, EVERY_MAX_MIN)
  return failure.kind === 'rateLimited' ? Math.max(backoff, failure.retryAfterSeconds / 60) : backoff
}
