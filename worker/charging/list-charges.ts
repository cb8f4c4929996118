import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { charge } from '../db/schema/index.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'
import { type ChargeRow, loadCharge } from './charge-row.ts'

export const ChargeQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** Sorts behind every id: they are UUIDs, ordered by time. */
const NEWEST = '~'

/** A charge as staff see it; money as decimal text. */
export const viewOf = (row: ChargeRow) => ({
  id: row.id,
  purpose: row.purpose,
  amount: formatNano(row.amount),
  currency: row.currency,
  state: row.state,
  provider: row.provider,
  /** The provider's object, or the reference that staff typed. */
  reference: row.providerRef,
  fee: row.fee === null ? null : formatNano(row.fee),
  feeIsEstimate: row.feeIsEstimate,
  failure: row.failureCode === null ? null : { code: row.failureCode, text: row.failureText },
  createdAt: row.createdAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
})

/** The charges of a client, newest first. @throws Refusal `not_found` for another agency's client as for none */
export async function listCharges(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  query: z.infer<typeof ChargeQuery>,
) {
  const [client] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [actor.agencyId, clientId] },
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  const before = query.cursor === undefined ? NEWEST : openCursor(query.cursor)
  const found = await ctx.db.orm
    .select()
    .from(charge)
    .where(and(eq(charge.agencyId, actor.agencyId), eq(charge.clientId, clientId), lt(charge.id, before)))
    .orderBy(desc(charge.id))
    .limit(query.limit + 1)
  const charges = found.slice(0, query.limit)
  const last = charges.at(-1)
  return {
    charges: charges.map(viewOf),
    nextCursor: found.length > charges.length && last !== undefined ? sealCursor(last.id) : null,
  }
}

/** One charge that was just made. */
export async function viewCharge(ctx: Context, agencyId: string, chargeId: string) {
  const row = await loadCharge(ctx, { agencyId, chargeId })
  if (row === undefined) throw new TypeError('a charge that was written is gone')
  return viewOf(row)
}
