import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { MANUAL } from '../payments/manual/reference.ts'
import { readChargedClient } from './charged-client.ts'
import { once } from './once.ts'

export const OutsidePaymentRequest = z.object({ outside: z.boolean() })

/**
 * Notes that a client pays outside of any provider (B-13, CB-02), by bank transfer say: it can be billed without a card,
 * staff book its payments, and nothing is ever charged by itself. A stored method is let go, so that this holds; with
 * `outside: false` the client needs one again. Its reload stops, for there is nothing to reload from.
 * @throws Refusal not_found
 */
export function setOutsidePayment(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { outside }: z.infer<typeof OutsidePaymentRequest>,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  return once(ctx, actor, intent, async () => {
    await readChargedClient(ctx, agencyId, clientId)
    const change = outside
      ? [
          {
            sql: `INSERT INTO payment_customer (agency_id, client_id, provider, account, customer_id, updated_at)
                  VALUES (?, ?, ?, '', ?, ?) ON CONFLICT DO NOTHING`,
            // Unique among all agencies, as a provider's own ids are.
            args: [
              agencyId,
              clientId,
              MANUAL,
              JSON.stringify([agencyId, clientId]),
              BigInt(ctx.now().getTime()),
            ],
          },
          {
            sql: `UPDATE payment_customer SET method_id = NULL, method_kind = NULL, method_label = NULL, fingerprint = NULL
                  WHERE agency_id = ? AND client_id = ? AND provider <> ?`,
            args: [agencyId, clientId, MANUAL],
          },
          {
            sql: 'UPDATE reload_settings SET enabled = 0 WHERE agency_id = ? AND client_id = ?',
            args: [agencyId, clientId],
          },
        ]
      : [notOutside({ agencyId, clientId })]
    return {
      answer: { outside },
      statements: [
        ...change,
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: 'payment.outside',
          clientId,
          subject: clientId,
          before: null,
          after: { outside },
        }),
      ],
    }
  })
}

/** A client with a stored method pays with it. */
export const notOutside = ({ agencyId, clientId }: { agencyId: string; clientId: string }) => ({
  sql: 'DELETE FROM payment_customer WHERE agency_id = ? AND client_id = ? AND provider = ?',
  args: [agencyId, clientId, MANUAL],
})
