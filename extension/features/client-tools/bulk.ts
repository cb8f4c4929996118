import { signal, type ReadonlySignal } from '@preact/signals'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import type { Failure, ServiceSwitch } from '../../rpc/messages.ts'
import type { Ask } from '../client-panel/store.ts'
import { planFor, unread, type PlanLine, type Terms, type Wish } from './plan.ts'

/** Clients one bulk switch takes at most: each is a request of its own, and a person should still read the preview. */
export const BULK_MAX = 50

export interface Result {
  line: PlanLine
  outcome: 'done' | 'failed' | 'left'
  failure: Failure | null
  /** The version after the switch: what an undo builds on. */
  version: number
  /** Kept for a second try of the same intent. */
  intent: ServiceSwitch | null
}

export type BulkPhase =
  | { kind: 'wish' }
  | { kind: 'reading'; done: number; count: number }
  | { kind: 'preview'; wish: Wish; lines: readonly PlanLine[] }
  | { kind: 'running'; done: number; count: number; isUndo: boolean }
  | { kind: 'done'; wish: Wish; results: readonly Result[]; isUndo: boolean }

export interface Bulk {
  phase: ReadonlySignal<BulkPhase>
  preview(clients: readonly ClientOverview[], wish: Wish): Promise<void>
  back(): void
  /** Sends what the preview shows, one client after the other. */
  run(): Promise<void>
  /** Puts back what the finished run overwrote. */
  undo(): Promise<void>
  /** The ones that failed or were not sent, with the same keys. */
  retry(): Promise<void>
  stop(): void
}

interface Job {
  line: PlanLine
  to: Pick<Terms, 'billedBy' | 'multiplier'>
  version: number
  intent: ServiceSwitch | null
}

/**
 * One wish for many clients. There is no request for all of them at once, so each client is a switch of its own
 * with its own key and audit row; what happened to each is listed, and nothing is called done that was not answered.
 */
export function createBulk(context: { ask: Ask; newId(): string; changed(): void }): Bulk {
  const { ask, newId } = context
  const phase = signal<BulkPhase>({ kind: 'wish' })
  let isStopped = false

  async function readPlans(clients: readonly ClientOverview[], wish: Wish): Promise<PlanLine[] | null> {
    const lines: PlanLine[] = []
    for (const { id, name } of clients.slice(0, BULK_MAX)) {
      phase.value = { kind: 'reading', done: lines.length, count: clients.length }
      const answer = await ask('clients.detail', { id })
      if (!answer || phase.value.kind !== 'reading') return null
      lines.push(answer.ok ? planFor(answer.value.value, wish) : unread(id, name, answer.failure))
    }
    return lines
  }

  async function work(
    wish: Wish,
    jobs: readonly Job[],
    kept: readonly Result[],
    isUndo: boolean,
  ): Promise<void> {
    const results: Result[] = []
    isStopped = false
    for (const [done, job] of jobs.entries()) {
      phase.value = { kind: 'running', done, count: jobs.length, isUndo }
      if (isStopped) {
        results.push(leftOf(job))
        continue
      }
      const intent = job.intent ?? intentOf(wish.service, job)
      const answer = await ask('services.set', intent)
      if (!answer) return
      if (!answer.ok && STOPS.has(answer.failure.kind)) isStopped = true
      results.push({
        line: job.line,
        outcome: answer.ok ? 'done' : 'failed',
        failure: answer.ok ? null : answer.failure,
        version: answer.ok ? answer.value.service.version : job.version,
        intent: answer.ok ? null : intent,
      })
    }
    phase.value = { kind: 'done', wish, results: [...kept, ...results], isUndo }
    context.changed()
  }

  function intentOf(service: string, { line, to, version }: Job): ServiceSwitch {
    const { billedBy, multiplier } = to
    return {
      client: line.id,
      service,
      billedBy,
      version,
      key: newId(),
      ...(multiplier !== null && { multiplier }),
    }
  }

  return {
    phase,
    preview: async (clients, wish) => {
      const lines = await readPlans(clients, wish)
      if (lines) phase.value = { kind: 'preview', wish, lines }
    },
    back: () => {
      phase.value = { kind: 'wish' }
    },
    stop: () => {
      isStopped = true
    },
    run: async () => {
      if (phase.value.kind !== 'preview') return
      const { wish, lines } = phase.value
      const jobs = lines
        .filter(({ verdict }) => verdict === 'change')
        .map((line) => ({ line, to: wish, version: line.version, intent: null }))
      await work(wish, jobs, [], false)
    },
    undo: async () => {
      if (phase.value.kind !== 'done' || phase.value.isUndo) return
      const { wish, results } = phase.value
      await work(wish, results.flatMap(undoJob), [], true)
    },
    retry: async () => {
      if (phase.value.kind !== 'done') return
      const { wish, results, isUndo } = phase.value
      const left = results.filter(({ outcome }) => outcome !== 'done')
      const jobs = left.map(({ line, version, intent }) => ({
        line,
        to: isUndo && line.before ? line.before : wish,
        version,
        intent,
      }))
      await work(
        wish,
        jobs,
        results.filter(({ outcome }) => outcome === 'done'),
        isUndo,
      )
    },
  }
}

/** After these every next one would fail the same way, or make it worse. */
const STOPS: ReadonlySet<Failure['kind']> = new Set([
  'signedOut',
  'offline',
  'rateLimited',
  'noPermission',
  'outdated',
])

/** A rule of its own is more than a switch can put back. */
export const canUndo = ({ outcome, line }: Result): boolean =>
  outcome === 'done' && line.before !== null && !line.before.hasOwnRule

function undoJob(result: Result): Job[] {
  const { line, version } = result
  return canUndo(result) && line.before ? [{ line, to: line.before, version, intent: null }] : []
}

const leftOf = ({ line, version, intent }: Job): Result => ({
  line,
  outcome: 'left',
  failure: null,
  version,
  intent,
})
