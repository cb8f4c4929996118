import { z } from 'zod'
import { Currency, ExternalId, Instant, Money } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'
import type { Booked } from './open-pool.ts'
import { grantTransfer, readWalletLots } from './wallet-credits.ts'
import type { Grant } from './wallet-lots.ts'

/** POST /v1/clients/:id/credits: the id makes a second sending a no-op. */
export const GrantRequest = z.object({
  id: ExternalId.refine((id) => id !== 'paid', 'is taken'),
  amount: Money.refine((text) => /[1-9]/.test(text) && !text.startsWith('-'), 'above 0'),
  expiresAt: Instant.nullable().default(null),
  /** Lower burns first. */
  priority: z.int().min(0).max(1000).default(100),
  reason: z.string().trim().min(3).max(200),
})

export const WalletCredits = z.object({
  currency: Currency,
  credits: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['granted', 'paid']),
      granted: Money,
      used: Money,
      expired: Money,
      left: Money,
    }),
  ),
})

/** Grants credits into a client's wallet. @throws Refusal `not_found`, `invalid_request` */
export async function grantCredits(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  request: z.infer<typeof GrantRequest>,
): Promise<Booked> {
  const { agencyId } = actor
  const found = await readWalletLots(ctx, agencyId, clientId)
  if (found === null) throw noSuchClient()
  const expiresAt = request.expiresAt === null ? null : BigInt(Date.parse(request.expiresAt))
  const amount = parseNano(request.amount)
  const outcomeBeside = (grants: readonly Grant[]): Booked | null => {
    const standing = grants.find(({ id }) => id === request.id)
    if (standing === undefined) return null
    const isSame =
      standing.amount === amount &&
      standing.priority === request.priority &&
      standing.expiresAtMs === expiresAt
    return { outcome: isSame ? 'duplicate' : 'conflict' }
  }
  const before = outcomeBeside(found.grants)
  if (before !== null) return before
  const now = BigInt(ctx.now().getTime())
  if (expiresAt !== null && expiresAt <= now) {
    const reason = 'must be in the future'
    throw new Refusal('invalid_request', `expiresAt: ${reason}.`, [{ field: 'expiresAt', reason }])
  }
  try {
    await ctx.db.writeBatch([
      {
        sql: `INSERT INTO wallet_grant (agency_id, client_id, id, amount, priority, created_at, expires_at, expired, reason)
              VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
        args: [
          agencyId,
          clientId,
          request.id,
          amount,
          BigInt(request.priority),
          now,
          expiresAt,
          request.reason,
        ],
      },
      ...grantTransfer(ctx, found.wallet, 'creditGrant', request.id, amount),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'credits.granted',
        clientId,
        subject: request.id,
        before: null,
        after: { amount: request.amount, expiresAt: request.expiresAt, reason: request.reason },
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted) || error.index !== 0) throw error
    // The same id at the same moment: the other one is in the books.
    const meanwhile = outcomeBeside((await readWalletLots(ctx, agencyId, clientId))?.grants ?? [])
    if (meanwhile === null) throw error
    return meanwhile
  }
  return { outcome: 'posted' }
}

/** GET /v1/clients/:id/credits: granted and paid credits, each used + expired + left = granted. */
export async function listCredits(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
): Promise<z.infer<typeof WalletCredits>> {
  const found = await readWalletLots(ctx, actor.agencyId, clientId)
  if (found === null) throw noSuchClient()
  return {
    currency: found.wallet.currency,
    credits: found.lots.map(({ id, kind, granted, used, expired, left }) => ({
      id,
      kind,
      granted: formatNano(granted),
      used: formatNano(used),
      expired: formatNano(expired),
      left: formatNano(left),
    })),
  }
}
