import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { errorName } from '../log.ts'
import { AGENCY_ITSELF, type PaymentMethod } from '../payments/provider.ts'
import { settleAfterUsage } from './after-usage.ts'
import { notOutside } from './outside-payment.ts'
import { endPause } from './pause.ts'

/** Accounts in other SEPA countries are refused (CE-08). */
const SEPA_COUNTRIES = ['DE', 'AT']

export interface MethodOf {
  readonly agencyId: string
  /** AGENCY_ITSELF: its method is kept only to recognise it. */
  readonly clientId: string
  readonly account: string
  readonly customerId: string
}

/** Why a method was not taken; null = it is the client's now. */
export type MethodRefusal = 'agency_card' | 'sepa_country' | 'unknown_customer' | null

/**
 * A method was saved at the provider: it becomes what the client is charged with, and what waited for it is charged.
 * The agency's own card is refused by its fingerprint (HL-13), an account outside Germany and Austria by its country
 * (CE-08); then the old method stays, and the audit log says why. Said twice it changes nothing more.
 */
export async function adoptMethod(
  ctx: Context,
  actor: Actor,
  owner: MethodOf,
  method: PaymentMethod,
): Promise<MethodRefusal> {
  const [known, own] = await ctx.db.readBatch([
    {
      sql: `SELECT method_id FROM payment_customer
            WHERE agency_id = ? AND client_id = ? AND account = ? AND customer_id = ?`,
      args: [owner.agencyId, owner.clientId, owner.account, owner.customerId],
    },
    {
      sql: `SELECT 1 FROM payment_customer WHERE agency_id = ? AND client_id = ? AND fingerprint = ?`,
      args: [owner.agencyId, AGENCY_ITSELF, method.fingerprint],
    },
  ])
  const before = known?.rows[0]
  if (before === undefined) return 'unknown_customer'
  if (before['method_id'] === method.id) return null
  const refusal = refusalOf(owner, method, own?.rows.length === 1)
  const audit = auditStatement(ctx, actor, {
    id: ctx.newId(),
    agencyId: owner.agencyId,
    action: refusal === null ? 'method.saved' : 'method.refused',
    clientId: owner.clientId === AGENCY_ITSELF ? null : owner.clientId,
    subject: method.id,
    before: { method: before['method_id'] },
    after: refusal === null ? { kind: method.kind, label: method.label } : { reason: refusal },
  })
  if (refusal !== null) {
    await ctx.db.writeBatch([audit])
    ctx.log.warn('method_refused', { agencyId: owner.agencyId, clientId: owner.clientId, reason: refusal })
    return refusal
  }
  await ctx.db.writeBatch([storeMethod(ctx, owner, method), notOutside(owner), endPause(owner), audit])
  try {
    if (owner.clientId !== AGENCY_ITSELF) await settleAfterUsage(ctx, owner.agencyId, [owner.clientId])
  } catch (error) {
    ctx.log.error('settle_failed', { agencyId: owner.agencyId, clients: 1, error: errorName(error) })
  }
  return null
}

function refusalOf(owner: MethodOf, method: PaymentMethod, isAgencyCard: boolean): MethodRefusal {
  if (owner.clientId === AGENCY_ITSELF) return null
  if (isAgencyCard) return 'agency_card'
  const abroad = method.kind === 'sepa_debit' && !SEPA_COUNTRIES.includes(method.country ?? '')
  return abroad ? 'sepa_country' : null
}

function storeMethod(ctx: Context, owner: MethodOf, method: PaymentMethod): Statement {
  return {
    sql: `UPDATE payment_customer SET method_id = ?, method_kind = ?, method_label = ?, fingerprint = ?, updated_at = ?
          WHERE agency_id = ? AND client_id = ? AND account = ? AND customer_id = ?`,
    args: [
      method.id,
      method.kind,
      method.label,
      method.fingerprint,
      BigInt(ctx.now().getTime()),
      owner.agencyId,
      owner.clientId,
      owner.account,
      owner.customerId,
    ],
  }
}
