import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { readChargedClient } from './charged-client.ts'
import { markByLastCharge } from './client-mark.ts'
import { once } from './once.ts'

export const SuspensionRequest = z.object({ suspended: z.boolean() })

/**
 * Stops a client's automatic charges, or lets them go on, as after a lost dispute. Usage is booked all the same.
 * What is due then is found by the next usage or the sweep. Letting them go on also ends the mark that the dispute left;
 * the dispute itself stays told until it is decided. @throws Refusal not_found
 */
export function setSuspension(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { suspended }: z.infer<typeof SuspensionRequest>,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  return once(ctx, actor, intent, async () => {
    await readChargedClient(ctx, agencyId, clientId)
    return {
      answer: { suspended },
      statements: [
        auditStatement(ctx, actor, {
          id: ctx.newId(),
          agencyId,
          action: suspended ? 'client.suspended' : 'client.resumed',
          clientId,
          subject: clientId,
          before: null,
          after: { suspended },
        }),
        {
          sql: 'UPDATE client SET suspended = ? WHERE agency_id = ? AND id = ?',
          args: [suspended ? 1n : 0n, agencyId, clientId],
        },
        ...(suspended ? [] : [markByLastCharge({ agencyId, clientId })]),
      ],
    }
  })
}
