import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import type { Finding } from './findings.ts'

/** Rows of `job_mark`: the journal that the running pass came to, and when the last whole pass ended. */
const REACHED = 'books:reached'
const WHOLE = 'books:whole'
/** `<this> <agency> <kind>`: how many findings the running pass has, and the last whole one had. */
const RUNNING = 'books:running'
const LAST = 'books:last'

export interface Pass {
  /** 0 = none runs. */
  readonly reached: bigint
  /** Epoch milliseconds; null = none yet. */
  readonly wholeAt: number | null
}

/** How far the check of the books has come. */
export async function readPass(ctx: Pick<Context, 'db'>): Promise<Pass> {
  const [rows] = await ctx.db.readBatch([
    `SELECT job, seq, at FROM job_mark WHERE job IN ('${REACHED}', '${WHOLE}')`,
  ])
  const of = (job: string) => rows?.rows.find((row) => row['job'] === job)
  return {
    reached: (of(REACHED)?.['seq'] as bigint | undefined) ?? 0n,
    wholeAt: of(WHOLE) === undefined ? null : Number(of(WHOLE)?.['at']),
  }
}

/** Keeps what a run came to. The counts of a pass that is over take the place of the last one's. */
export function passStatements(
  ctx: Pick<Context, 'now'>,
  before: Pass,
  run: { readonly reached: bigint; readonly findings: readonly Finding[] },
): Statement[] {
  const at = BigInt(ctx.now().getTime())
  const counts = Map.groupBy(run.findings, ({ agencyId, kind }) => `${RUNNING} ${agencyId} ${kind}`)
  return [
    ...(before.reached === 0n ? [forget(RUNNING)] : []),
    ...Array.from(counts, ([job, { length }]) => ({
      sql: `INSERT INTO job_mark (job, seq, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = seq + excluded.seq`,
      args: [job, BigInt(length), at],
    })),
    ...(run.reached > 0n
      ? []
      : [
          forget(LAST),
          {
            sql: `UPDATE job_mark SET job = ? || substr(job, ?) WHERE ${isOf(RUNNING)}`,
            args: [LAST, BigInt(RUNNING.length + 1)],
          },
          mark(WHOLE, 0n, at),
        ]),
    mark(REACHED, run.reached, at),
  ]
}

const isOf = (what: string) => `job > '${what} ' AND job < '${what}!'`
const forget = (what: string): Statement => `DELETE FROM job_mark WHERE ${isOf(what)}`
const mark = (job: string, seq: bigint, at: bigint): Statement => ({
  sql: `INSERT INTO job_mark (job, seq, at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at`,
  args: [job, seq, at],
})

/** For /v1/status; read the answer with `bookCheckOf`. */
export const bookCheckStatement = (): Statement =>
  `SELECT job, seq, at, (SELECT sealed_journal FROM ledger_head WHERE id = 1) AS sealed
   FROM job_mark WHERE job > 'books:' AND job < 'books;'`

export interface BookCheck {
  readonly wholeAt: Date | null
  readonly running: { readonly reached: number; readonly of: number } | null
  readonly findings: readonly { readonly kind: string; readonly count: number }[]
}

/** Of an agency, and of what belongs to none: the findings of the last whole pass, or more where the running one has more. */
export function bookCheckOf(result: ResultSet | undefined, agencyId: string): BookCheck {
  const check = { wholeAt: null as Date | null, running: null as BookCheck['running'] }
  const counts = new Map<string, number>()
  for (const row of result?.rows ?? []) {
    const [job, seq] = [String(row['job']), Number(row['seq'])]
    if (job === WHOLE) check.wholeAt = new Date(Number(row['at']))
    else if (job === REACHED) check.running = seq === 0 ? null : { reached: seq, of: Number(row['sealed']) }
    else {
      const kind = job.slice(job.lastIndexOf(' ') + 1)
      const whose = job.slice(job.indexOf(' ') + 1, job.lastIndexOf(' '))
      if (whose === agencyId || whose === '') counts.set(kind, Math.max(counts.get(kind) ?? 0, seq))
    }
  }
  const findings = Array.from(counts, ([kind, count]) => ({ kind, count }))
  return { ...check, findings: findings.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)) }
}
