import { and, eq } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { charge } from '../db/schema/index.ts'
import type { ChargeIntent } from '../payments/provider.ts'

export type ChargeRow = typeof charge.$inferSelect

/** Names a charge everywhere: ids are scoped by agency. */
export interface ChargeKey {
  readonly agencyId: string
  readonly chargeId: string
}

export async function loadCharge(ctx: Pick<Context, 'db'>, key: ChargeKey): Promise<ChargeRow | undefined> {
  const rows = await ctx.db.orm
    .select()
    .from(charge)
    .where(and(eq(charge.agencyId, key.agencyId), eq(charge.id, key.chargeId)))
    .limit(1)
  return rows[0]
}

/** What the provider is asked, always from the stored row, so that a repeat is the same request. */
export const intentOf = (row: ChargeRow): ChargeIntent => ({
  id: row.id,
  agencyId: row.agencyId,
  clientId: row.clientId,
  purpose: row.purpose,
  amount: row.amount,
  currency: row.currency,
  account: row.account,
  customerId: row.customerId,
  methodId: row.methodId,
  idempotencyKey: row.idempotencyKey,
  providerRef: row.providerRef,
  createdAt: row.createdAt,
})

/** Cash for the wallet, or for what is owed. */
export const creditedAccount = (purpose: string): 'wallets' | 'receivables' =>
  purpose === 'reload' || purpose === 'topUp' ? 'wallets' : 'receivables'
