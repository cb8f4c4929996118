import { Decimal } from 'decimal.js'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { callHighLevel } from './request.ts'

/** What a sub-account's wallet at HighLevel holds, in nano USD; HighLevel bills in dollars only. */
export interface WalletBalance {
  readonly kind: 'read'
  readonly walletId: string
  readonly balance: bigint
  /** Free credits of the plan; apart from the balance. */
  readonly complimentaryCredits: bigint
}

/**
 * Why there is no balance. `noWallet` is about this sub-account alone (not in SaaS mode, not the token's); after any of
 * the others the next one would be answered the same.
 */
export type NoBalance = {
  readonly kind: 'noWallet' | 'refused' | 'rateLimited' | 'unanswered' | 'notConfigured'
}

/** Developer portal, 2026-08-30. */
const Reply = z.object({ walletId: z.string(), balance: z.number(), complimentaryCredits: z.number() })

/** Somebody waits before a page, and other wallets wait behind this one. */
const WAIT_MS_MAX = 4_000

/** Asks HighLevel for a sub-account's wallet (scope saas/company.read). Never throws. */
export async function readWalletBalance(
  ctx: Pick<Context, 'settings' | 'log'>,
  { companyId, locationId }: { companyId: string; locationId: string },
): Promise<WalletBalance | NoBalance> {
  const answer = await callHighLevel(ctx, {
    method: 'GET',
    path: `/saas/companies/${encodeURIComponent(companyId)}/locations/${encodeURIComponent(locationId)}/wallet-balance`,
    version: 'v3',
    waitMsMax: WAIT_MS_MAX,
  })
  if (answer.kind === 'notConnected') return { kind: 'notConfigured' }
  if (answer.kind === 'unanswered') return answer
  if (answer.kind === 'refused') return { kind: REFUSED[answer.status] ?? 'noWallet' }
  const reply = Reply.safeParse(answer.body)
  if (!reply.success) return { kind: 'unanswered' }
  const { walletId, balance, complimentaryCredits } = reply.data
  return {
    kind: 'read',
    walletId,
    balance: nanoOf(balance),
    complimentaryCredits: nanoOf(complimentaryCredits),
  }
}

const REFUSED: Readonly<Record<number, NoBalance['kind']>> = {
  401: 'refused',
  403: 'refused',
  429: 'rateLimited',
}

/** A JSON number's shortest decimal is what was written, up to 15 digits; it never meets arithmetic as a float. */
const nanoOf = (amount: number): bigint =>
  BigInt(new Decimal(String(amount)).times(1e9).toFixed(0, Decimal.ROUND_HALF_UP))
