import { sweepCharges } from '../charging/sweep.ts'
import type { Context } from '../context.ts'
import { sealLedger } from '../ledger/seal.ts'
import { errorName } from '../log.ts'
import { runTimed } from './nightly.ts'
import { runAlerts } from './alerts.ts'

/** The minute's work, each part on its own: one that fails is logged and tried again in a minute. */
export async function runEveryMinute(ctx: Context): Promise<void> {
  await part(ctx, 'sweep_charges', () => sweepCharges(ctx))
  await part(ctx, 'seal_ledger', () => sealLedger(ctx))
  await part(ctx, 'timed', () => runTimed(ctx))
  await part(ctx, 'alerts', () => runAlerts(ctx))
}

async function part(ctx: Context, name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    ctx.log.error('job_failed', { job: name, error: errorName(error) })
  }
}
