import type { Context } from '../context.ts'
import { errorName } from '../log.ts'
import { guardChangedOne } from '../db/guard.ts'
import { BatchAborted } from '../db/client.ts'
import { issueInvoices } from '../charging/issue-invoices.ts'
import { expireCredits } from '../credits/expire-credits.ts'
import { lapseGrants } from '../credits/wallet-credits.ts'
import { forgetAnswers } from '../http/forget-answers.ts'
import { checkBooks } from '../ledger/check-books.ts'
import { sweepCaps } from '../funds/sweep-caps.ts'
import { readEcb } from '../pricing/ecb.ts'
import { pullWallets } from '../reconcile/highlevel/pull-wallets.ts'
import { bookFees } from '../schedule/book-fees.ts'
import { pullBalances } from '../reconcile/stripe/pull-balance.ts'
import { findRepeats } from './nightly-repeats.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Jobs and how often: each once per span, at the first minute of it that the cron is there. */
const JOBS: readonly { name: string; every_ms: number; run: (ctx: Context) => Promise<unknown> }[] = [
  { name: 'caps', every_ms: MINUTE_MS, run: sweepCaps },
  { name: 'wallets', every_ms: HOUR_MS, run: pullWallets },
  { name: 'fees', every_ms: HOUR_MS, run: bookFees },
  { name: 'invoices', every_ms: HOUR_MS, run: issueInvoices },
  { name: 'ecb', every_ms: HOUR_MS, run: readEcb },
  { name: 'balances', every_ms: HOUR_MS, run: pullBalances },
  { name: 'credits', every_ms: HOUR_MS, run: expireCredits },
  { name: 'grants', every_ms: HOUR_MS, run: lapseGrants },
  { name: 'answers', every_ms: HOUR_MS, run: forgetAnswers },
  { name: 'repeats', every_ms: 24 * HOUR_MS, run: findRepeats },
  { name: 'books', every_ms: HOUR_MS, run: (ctx) => checkBooks(ctx) },
]

/**
 * Runs what is due. A run is claimed before it begins, so two crons at once do it once; one that fails is logged and
 * comes again with the next span.
 */
export async function runTimed(ctx: Context): Promise<void> {
  const [marks] = await ctx.db.readBatch([`SELECT job, at FROM job_mark WHERE job LIKE 'timed:%'`])
  const ranAt = new Map((marks?.rows ?? []).map((row) => [String(row['job']), row['at'] as bigint]))
  for (const { name, every_ms, run } of JOBS) {
    const span = BigInt(Math.floor(ctx.now().getTime() / every_ms) * every_ms)
    const last = ranAt.get(`timed:${name}`) ?? -1n
    if (last >= span || !(await claim(ctx, `timed:${name}`, last, span))) continue
    try {
      await run(ctx)
    } catch (error) {
      ctx.log.error('job_failed', { job: name, error: errorName(error) })
    }
  }
}

async function claim(ctx: Context, job: string, last: bigint, span: bigint): Promise<boolean> {
  try {
    await ctx.db.writeBatch([
      { sql: 'INSERT INTO job_mark (job, seq, at) VALUES (?, 0, -1) ON CONFLICT DO NOTHING', args: [job] },
      { sql: 'UPDATE job_mark SET at = ? WHERE job = ? AND at = ?', args: [span, job, last] },
      guardChangedOne(),
    ])
    return true
  } catch (error) {
    if (error instanceof BatchAborted) return false
    throw error
  }
}
