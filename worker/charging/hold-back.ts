import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { readChargedClient } from './charged-client.ts'
import { once } from './once.ts'

/** Every client of the agency without a hold-back of its own. */
export const ALL_CLIENTS = '*'

export const HoldBackRequest = z.object({
  /** Whole per cent of each top-up; 0 = none. */
  percent: z.number().int().min(0).max(100),
  /** How long after a top-up. Most card disputes come within 120 days. */
  days: z.number().int().min(1).max(180),
})

const DAY_MS = 86_400_000n

/**
 * Hold-back (B-12): a share of a client's top-ups of the last days stays in its wallet and cannot be used, since it may
 * still be disputed. It is a limit on use, not a posting: the balance stays whole and the reload goes by it; `funds` answers by
 * what is free. Money that staff booked by hand cannot be disputed and is not held.
 * @param clientId ALL_CLIENTS = the agency's default
 * @throws Refusal not_found
 */
export function setHoldBack(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { percent, days }: z.infer<typeof HoldBackRequest>,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  return once(ctx, actor, intent, async () => {
    if (clientId !== ALL_CLIENTS) await readChargedClient(ctx, agencyId, clientId)
    return {
      answer: { percent, days },
      statements: [
        {
          sql: `INSERT INTO hold_back (agency_id, client_id, share_ppm, days, updated_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET share_ppm = excluded.share_ppm, days = excluded.days, updated_at = excluded.updated_at`,
          args: [agencyId, clientId, BigInt(percent) * 10_000n, BigInt(days), BigInt(ctx.now().getTime())],
        },
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: 'holdBack.set',
          clientId: clientId === ALL_CLIENTS ? null : clientId,
          subject: clientId,
          before: null,
          after: { percent, days },
        }),
      ],
    }
  })
}

/**
 * SQL over `client c`, nano: what of its wallet cannot be used now, rounded up to the nano. The share of what is left of
 * each top-up after refunds and disputes.
 * @param now SQL of the instant in ms
 */
export const heldBackSql = (now: string): string => `coalesce((
  SELECT (sum(max(0, t.amount - (SELECT coalesce(sum(r.amount), 0) FROM charge_reversal r
      WHERE r.agency_id = t.agency_id AND r.charge_id = t.id))) * (h.share_ppm / 10000) + 99) / 100
  FROM hold_back h JOIN charge t ON t.agency_id = h.agency_id AND t.client_id = c.id AND t.currency = c.currency
    AND t.purpose IN ('reload', 'topUp') AND t.state = 'succeeded' AND t.provider <> 'manual'
    AND t.settled_at > ${now} - h.days * ${DAY_MS}
  WHERE h.agency_id = c.agency_id AND h.client_id = coalesce(
    (SELECT o.client_id FROM hold_back o WHERE o.agency_id = c.agency_id AND o.client_id = c.id), '${ALL_CLIENTS}')
), 0)`
