import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { ProviderUnreachable } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { type ChargeKey, intentOf, loadCharge } from './charge-row.ts'
import { settleCharge } from './settle.ts'

/**
 * The page on which a client authenticates a payment that its bank would not take off-session. The kept payment goes on,
 * so it can never be taken twice. Url null = nothing is to be done any more: it went through, or is over. It is looked at
 * first: whoever comes back from the bank may be here before the bank's word is, and a payment that is done cannot be
 * confirmed again.
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
  /** @returns whether the payment waits for the client no more */
  const isOver = async (): Promise<boolean> => {
    const found = await provider.find(intentOf(row))
    if (found === null || found.kind === 'unknown' || found.kind === 'actionRequired') return false
    await settleCharge(ctx, key, row.account, found, 'answer')
    return true
  }
  try {
    if (await isOver()) return { url: null }
    const url = await provider.desk.authenticationPage(intentOf(row), returnUrl)
    if (url === null) await isOver()
    return { url }
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    throw new Refusal('upstream_failed', `Stripe did not do it (${error.message}). Try again in a moment.`)
  }
}
