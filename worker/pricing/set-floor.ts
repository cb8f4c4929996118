import type { Floor, FloorInput } from '../../shared/contract/pricing.ts'
import type { z } from 'zod'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { type FloorRow, readFloors } from './floors.ts'
import { loadTerms } from './load-terms.ts'

/**
 * Sets the least that the agency sells a service at; both null takes the floor of the service away, so that the one of
 * all services counts again. Prices that are set already stay as they are. @throws Refusal `session_ended`
 */
export async function setFloor(
  ctx: Context,
  actor: StaffActor,
  service: string,
  { multiplier, unitPrice }: z.infer<typeof FloorInput>,
): Promise<Floor | null> {
  const { agencyId } = actor
  const { currency } = await loadTerms(ctx, agencyId, [])
  const before = (await readFloors(ctx, agencyId)).get(service) ?? null
  const isNone = multiplier === null && unitPrice === null
  const ppm = multiplier === null ? null : parseMultiplierPpm(multiplier)
  const after = isNone ? null : floorView({ multiplierPpm: ppm, unitPrice, currency })
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      isNone
        ? { sql: 'DELETE FROM price_floor WHERE agency_id = ? AND service = ?', args: [agencyId, service] }
        : {
            sql: `INSERT INTO price_floor (agency_id, service, multiplier_ppm, unit_price, currency, updated_at)
                  VALUES (?, ?, ?, ?, ?, ?)
                  ON CONFLICT DO UPDATE SET multiplier_ppm = excluded.multiplier_ppm, unit_price = excluded.unit_price,
                    currency = excluded.currency, updated_at = excluded.updated_at`,
            args: [agencyId, service, ppm, unitPrice, currency, BigInt(ctx.now().getTime())],
          },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'floor.set',
        clientId: null,
        subject: service,
        before: before === null ? null : floorView(before),
        after,
      }),
    ])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === 0) throw ended()
    throw error
  }
  return after
}

/** A floor as the API shows it. */
export const floorView = ({ multiplierPpm, unitPrice, currency }: FloorRow): Floor => ({
  multiplier: multiplierPpm === null ? null : formatMultiplier(multiplierPpm),
  unitPrice,
  currency,
})
