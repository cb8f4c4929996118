import { Decimal } from 'decimal.js'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { callHighLevel } from './request.ts'

/** What a sub-account's wallet at HighLevel holds, in nano USD; HighLevel bills in dollars only. */
export interface WalletBalance {
  readonly walletId: string
  readonly balance: bigint
  /** Free credits of the plan; apart from the balance. */
  readonly complimentaryCredits: bigint
}

/** Developer portal, 2026-08-30. */
const Reply = z.object({ walletId: z.string(), balance: z.number(), complimentaryCredits: z.number() })

/** Asks HighLevel for a sub-account's wallet (scope saas/company.read). Null where it does not say. */
export async function readWalletBalance(
  ctx: Pick<Context, 'settings' | 'log'>,
  { companyId, locationId }: { companyId: string; locationId: string },
): Promise<WalletBalance | null> {
  const answer = await callHighLevel(ctx, {
    method: 'GET',
    path: `/saas/companies/${encodeURIComponent(companyId)}/locations/${encodeURIComponent(locationId)}/wallet-balance`,
    version: 'v3',
  })
  const reply = Reply.safeParse(answer.kind === 'answered' ? answer.body : null)
  if (!reply.success) return null
  const { walletId, balance, complimentaryCredits } = reply.data
  return { walletId, balance: nanoOf(balance), complimentaryCredits: nanoOf(complimentaryCredits) }
}

/** A JSON number's shortest decimal is what was written, up to 15 digits; it never meets arithmetic as a float. */
const nanoOf = (amount: number): bigint =>
  BigInt(new Decimal(String(amount)).times(1e9).toFixed(0, Decimal.ROUND_HALF_UP))
