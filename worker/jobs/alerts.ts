import type { Context } from '../context.ts'
import { deliverDue } from '../notify/deliver.ts'
import { evaluateAccounts, evaluateLosses, evaluateWallets } from '../notify/evaluate.ts'
import type { Scope } from '../notify/scope.ts'

const ALL: Scope = { kind: 'all' }

/** The minute's alerts: wallets, charges and agencies' accounts each minute, losses each full hour, and what is due to be sent. */
export async function runAlerts(ctx: Context): Promise<void> {
  await evaluateWallets(ctx, ALL)
  await evaluateAccounts(ctx, ALL)
  if (ctx.now().getUTCMinutes() === 0) await evaluateLosses(ctx, ALL)
  await deliverDue(ctx)
}

/** Right after charges were settled: what that began or ended is told at once. */
export async function runAlertsAfterCharges(ctx: Context, scope: Scope): Promise<void> {
  if ((await evaluateWallets(ctx, scope)) > 0) await deliverDue(ctx)
}
