import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { ProviderUnreachable } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { type ChargeKey, intentOf, loadCharge } from './charge-row.ts'
import { settleCharge } from './settle.ts'

/**
 * The page on which a client authenticates a payment that its bank would not take off-session. The kept payment goes on,
 * so it can never be taken twice. Url null = nothing is to be done any more: it went through, or is over.
 * @throws Refusal not_found (also for a charge that waits for nobody), upstream_failed
 */
export async function authenticationPage(
  ctx: Context,
  key: ChargeKey & { readonly clientId: string },
  returnUrl: string,
): Promise<{ url: string | null }> {
  const row = await loadCharge(ctx, key)
  if (row === undefined || row.clientId !== key.clientId || row.state !== 'actionRequired') {
    throw new Refusal('not_found', 'No payment waits for the client here.')
  }
  const provider = await providerFor(ctx, row.provider, row)
  try {
    const url = await provider.desk.authenticationPage(intentOf(row), returnUrl)
    if (url !== null) return { url }
    const found = await provider.find(intentOf(row))
    if (found !== null && found.kind !== 'unknown') await settleCharge(ctx, key, row.account, found, 'answer')
    return { url: null }
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    throw new Refusal('upstream_failed', `Stripe did not do it (${error.message}). Try again in a moment.`)
  }
}
