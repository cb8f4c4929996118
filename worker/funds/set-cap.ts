import { z } from 'zod'
import { Money, ServiceId } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { ALL_SERVICES } from './spend.ts'

export const CappedService = z.union([z.literal(ALL_SERVICES), ServiceId])

/** PUT /v1/clients/:id/caps/:service ('*' = all services): per local month, in the client's currency; null = none. */
export const CapRequest = z.object({ soft: Money.nullable(), hard: Money.nullable() })
export type SpendCapView = z.infer<typeof CapRequest>

/** Sets what a client may spend on a service in a month (B-04). @throws Refusal `not_found`, `invalid_request` */
export async function setCap(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  service: string,
  request: SpendCapView,
): Promise<SpendCapView> {
  const { agencyId } = actor
  const soft = amountOf(request.soft, 'soft')
  const hard = amountOf(request.hard, 'hard')
  if (soft !== null && hard !== null && soft > hard) throw wrong('soft', 'must not be above the hard cap')
  const [client, standing] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
    {
      sql: 'SELECT soft, hard FROM spend_cap WHERE agency_id = ? AND client_id = ? AND service = ?',
      args: [agencyId, clientId, service],
    },
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  const before = standing?.rows[0]
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO spend_cap (agency_id, client_id, service, soft, hard, updated_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET soft = excluded.soft, hard = excluded.hard, updated_at = excluded.updated_at`,
      args: [agencyId, clientId, service, soft, hard, BigInt(ctx.now().getTime())],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'cap.set',
      clientId,
      subject: service,
      before: before === undefined ? null : capView(before['soft'], before['hard']),
      after: capView(soft, hard),
    }),
  ])
  return capView(soft, hard)
}

function amountOf(text: string | null, field: string): bigint | null {
  if (text === null) return null
  const amount = parseNano(text)
  if (amount < 0n) throw wrong(field, 'must be 0 or more')
  return amount
}

export const wrong = (field: string, reason: string) =>
  new Refusal('invalid_request', `${field}: ${reason}.`, [{ field, reason }])

const capView = (soft: unknown, hard: unknown): SpendCapView => ({
  soft: typeof soft === 'bigint' ? formatNano(soft) : null,
  hard: typeof hard === 'bigint' ? formatNano(hard) : null,
})
