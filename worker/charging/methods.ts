import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { type PaymentMethod, ProviderUnreachable } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { adoptMethod } from './adopt-method.ts'
import { readChargedClient } from './charged-client.ts'

export const MethodRequest = z.object({ methodId: z.string().regex(/^[\x21-\x7e]{1,100}$/) })

const STRIPE = 'stripe'

interface Holder {
  readonly agencyId: string
  readonly clientId: string
  readonly account: string
  readonly customerId: string
  readonly methodId: string | null
}

const viewOf = (holder: Holder, { id, kind, label }: PaymentMethod) => ({
  id,
  kind,
  label,
  isDefault: id === holder.methodId,
})

/**
 * The saved methods of a client, as the provider has them, newest first; one of them is charged.
 * @throws Refusal not_found, not_configured, upstream_failed
 */
export async function listMethods(ctx: Context, agencyId: string, clientId: string) {
  const holder = await holderOf(ctx, agencyId, clientId)
  if (holder === null) return { methods: [] }
  const found = await ask(async () => (await deskAt(ctx, holder)).methods(holder.account, holder.customerId))
  return { methods: found.map((method) => viewOf(holder, method)) }
}

/**
 * Chooses which saved method is charged from now on.
 * @throws Refusal not_found (also for a method of somebody else), invalid_request (HL-13, CE-08), upstream_failed
 */
export async function chooseMethod(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { methodId }: z.infer<typeof MethodRequest>,
) {
  const { holder, method } = await saved(ctx, actor.agencyId, clientId, methodId)
  const refusal = await adoptMethod(ctx, actor, holder, method)
  if (refusal !== null) {
    const reason =
      refusal === 'agency_card'
        ? "it is the agency's own card, which may not pay for a client"
        : 'its account is outside Germany and Austria'
    throw new Refusal('invalid_request', `methodId: ${reason}.`, [{ field: 'methodId', reason }])
  }
  return viewOf({ ...holder, methodId }, method)
}

/**
 * Forgets a saved method, first with us, so that nothing is charged on it any more, then at the provider. Removing the one
 * that is charged leaves the client without one until another is chosen.
 * @throws Refusal not_found, upstream_failed
 */
export async function removeMethod(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  methodId: string,
): Promise<{ removed: string }> {
  const { holder, method } = await saved(ctx, actor.agencyId, clientId, methodId)
  await ctx.db.writeBatch([
    {
      sql: `UPDATE payment_customer SET method_id = NULL, method_kind = NULL, method_label = NULL, fingerprint = NULL
            WHERE agency_id = ? AND client_id = ? AND method_id = ?`,
      args: [actor.agencyId, clientId, methodId],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: actor.agencyId,
      action: 'method.removed',
      clientId,
      subject: methodId,
      before: { kind: method.kind, label: method.label },
      after: null,
    }),
  ])
  await ask(async () => (await deskAt(ctx, holder)).removeMethod(holder.account, methodId))
  return { removed: methodId }
}

const deskAt = async (ctx: Context, holder: Holder) => (await providerFor(ctx, STRIPE, holder)).desk

async function saved(ctx: Context, agencyId: string, clientId: string, methodId: string) {
  const holder = await holderOf(ctx, agencyId, clientId)
  if (holder !== null) {
    const all = await ask(async () => (await deskAt(ctx, holder)).methods(holder.account, holder.customerId))
    const method = all.find(({ id }) => id === methodId)
    if (method !== undefined) return { holder, method }
  }
  throw new Refusal('not_found', 'The client has no such method.')
}

/** The client's customer at the provider; null without one. @throws Refusal not_found */
async function holderOf(ctx: Context, agencyId: string, clientId: string): Promise<Holder | null> {
  await readChargedClient(ctx, agencyId, clientId)
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT account, customer_id, method_id FROM payment_customer WHERE agency_id = ? AND client_id = ? AND provider = ?`,
      args: [agencyId, clientId, STRIPE],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return null
  return {
    agencyId,
    clientId,
    account: String(row['account']),
    customerId: String(row['customer_id']),
    methodId: typeof row['method_id'] === 'string' ? row['method_id'] : null,
  }
}

async function ask<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    throw new Refusal('upstream_failed', `Stripe did not do it (${error.message}). Try again in a moment.`)
  }
}
