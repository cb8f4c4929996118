import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import {
  AGENCY_ITSELF,
  type CustomerDesk,
  type CustomerOwner,
  type FoundCustomer,
  ProviderUnreachable,
} from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { adoptMethod } from './adopt-method.ts'
import { accountTakesCharges, searchableAccount, usableAccount } from './agency-account.ts'
import type { MoneyActor } from './once.ts'

/** Where the provider sends the client when it is done. */
export const ReturnRequest = z.object({ returnUrl: z.url({ protocol: /^https?$/ }).max(500) })
export const LinkRequest = z.object({ customerId: z.string().regex(/^[\x21-\x7e]{1,100}$/) })
export const CustomerQuery = z.union([
  z.strictObject({ id: z.string().min(1).max(100) }),
  z.strictObject({ email: z.string().min(3).max(200) }),
  z.strictObject({ name: z.string().min(1).max(200) }),
])

const STRIPE = 'stripe'

/**
 * A page on which a client (or, with AGENCY_ITSELF for its id, the agency) enters a card or an account. The customer is made
 * once an account and kept (CB-08). The method counts when the provider's webhook says so, not when the client comes back.
 * @throws Refusal not_found, stripe_disconnected, not_configured, upstream_failed
 */
export async function requestMethod(
  ctx: Context,
  actor: MoneyActor,
  clientId: string,
  { returnUrl }: z.infer<typeof ReturnRequest>,
): Promise<{ url: string }> {
  const person = await readPerson(ctx, actor.agencyId, clientId)
  // A method that can be charged stays where it is; everything new is made where the agency is charged now.
  const stays = clientId !== AGENCY_ITSELF && person.hasMethod && person.takesCharges
  const kept = stays ? person.account : null
  const account = kept ?? (await usableAccount(ctx, actor.agencyId))
  const owner = { agencyId: actor.agencyId, clientId, account }
  const { desk } = await providerFor(ctx, STRIPE, owner)
  return upstream(async () => {
    const known = person.account === account ? person.customerId : null
    const customerId = known ?? (await makeCustomer(ctx, actor, desk, owner, person.name))
    return { url: await desk.setupPage(owner, customerId, person.currency, returnUrl) }
  })
}

/**
 * HL-12: customers the agency has at the provider already; never one that is another agency's.
 * @throws Refusal shared_account, stripe_disconnected, not_configured, upstream_failed
 */
export async function findCustomers(ctx: Context, agencyId: string, by: z.infer<typeof CustomerQuery>) {
  const account = await searchableAccount(ctx, agencyId)
  const { desk } = await providerFor(ctx, STRIPE, { agencyId, account })
  const found = await upstream(() => desk.findCustomers(account, by))
  const foreign = await heldByOthers(ctx, agencyId, account, found)
  return {
    customers: found
      .filter((one) => !foreign.has(one.id))
      .map(({ id, name, email }) => ({ id, name, email })),
  }
}

/** Of these customers those that belong to another agency, by our map or by the mark on the customer itself. */
async function heldByOthers(
  ctx: Context,
  agencyId: string,
  account: string,
  found: readonly FoundCustomer[],
): Promise<ReadonlySet<string>> {
  const [held] = await ctx.db.readBatch([
    {
      sql: `SELECT customer_id FROM payment_customer WHERE provider = ? AND account = ? AND agency_id <> ?
              AND customer_id IN (SELECT value FROM json_each(?))`,
      args: [STRIPE, account, agencyId, JSON.stringify(found.map(({ id }) => id))],
    },
  ])
  const marked = found.filter((one) => one.agencyId !== null && one.agencyId !== agencyId)
  return new Set([
    ...(held?.rows ?? []).map((row) => String(row['customer_id'])),
    ...marked.map(({ id }) => id),
  ])
}

/**
 * "I already have this customer": ties it to the client, with the method it pays with.
 * @throws Refusal not_found, shared_account, stripe_disconnected, invalid_request, upstream_failed
 */
export async function linkCustomer(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { customerId }: z.infer<typeof LinkRequest>,
): Promise<{ customerId: string; method: { kind: string; label: string } | null }> {
  await readPerson(ctx, actor.agencyId, clientId)
  const account = await searchableAccount(ctx, actor.agencyId)
  const { desk } = await providerFor(ctx, STRIPE, { agencyId: actor.agencyId, account })
  return upstream(async () => {
    const found = await desk.findCustomers(account, { id: customerId })
    const foreign = await heldByOthers(ctx, actor.agencyId, account, found)
    if (found.every(({ id }) => foreign.has(id))) throw refused('Stripe has no customer with this id.')
    const owner = { agencyId: actor.agencyId, clientId, account }
    if (!(await keepCustomer(ctx, actor, owner, customerId)))
      throw refused('It belongs to another client already.')
    const method = await desk.methodOf(account, customerId)
    if (method === null) return { customerId, method: null }
    const refusal = await adoptMethod(ctx, actor, { ...owner, customerId }, method)
    if (refusal === 'agency_card')
      throw refused("It pays with the agency's own card, which may not pay for a client.")
    if (refusal === 'sepa_country') throw refused('Its account is outside Germany and Austria.')
    return { customerId, method: { kind: method.kind, label: method.label } }
  })
}

async function makeCustomer(
  ctx: Context,
  actor: MoneyActor,
  desk: CustomerDesk,
  owner: CustomerOwner,
  name: string,
): Promise<string> {
  const customerId = await desk.createCustomer(owner, name)
  await keepCustomer(ctx, actor, owner, customerId)
  // Somebody may have been faster: the kept one counts.
  const kept = await readPerson(ctx, owner.agencyId, owner.clientId)
  return kept.customerId ?? customerId
}

/** False when the customer is another client's. A client's earlier customer, with its method, gives way. */
async function keepCustomer(
  ctx: Context,
  actor: MoneyActor,
  owner: CustomerOwner,
  customerId: string,
): Promise<boolean> {
  const [inserted] = await ctx.db.writeBatch([
    {
      sql: `INSERT INTO payment_customer (agency_id, client_id, provider, account, customer_id, updated_at)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM payment_customer
              WHERE provider = ?3 AND account = ?4 AND customer_id = ?5)
            ON CONFLICT (agency_id, client_id, provider) DO UPDATE SET account = excluded.account,
              customer_id = excluded.customer_id, method_id = NULL, method_kind = NULL, method_label = NULL,
              fingerprint = NULL, updated_at = excluded.updated_at`,
      args: [owner.agencyId, owner.clientId, STRIPE, owner.account, customerId, BigInt(ctx.now().getTime())],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: owner.agencyId,
      action: 'customer.linked',
      clientId: owner.clientId === AGENCY_ITSELF ? null : owner.clientId,
      subject: customerId,
      before: null,
      after: null,
    }),
  ])
  if (inserted?.rowsAffected === 1) return true
  return (await readPerson(ctx, owner.agencyId, owner.clientId)).customerId === customerId
}

async function readPerson(ctx: Context, agencyId: string, clientId: string) {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT who.name, who.currency, p.account, p.customer_id, p.method_id,
              ${accountTakesCharges(ctx.settings)} AS takes FROM (
              SELECT name, currency FROM client WHERE agency_id = ?1 AND id = ?2
              UNION ALL SELECT name, currency FROM agency WHERE id = ?1 AND ?2 = ?4
            ) who
            LEFT JOIN payment_customer p ON p.agency_id = ?1 AND p.client_id = ?2 AND p.provider = ?3`,
      args: [agencyId, clientId, STRIPE, AGENCY_ITSELF],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw noSuchClient()
  const customerId = row['customer_id']
  return {
    name: String(row['name']),
    currency: String(row['currency']),
    /** Where its customer is; null without one. */
    account: typeof row['account'] === 'string' ? row['account'] : null,
    customerId: typeof customerId === 'string' ? customerId : null,
    hasMethod: typeof row['method_id'] === 'string',
    takesCharges: row['takes'] === 1n,
  }
}

const refused = (reason: string) =>
  new Refusal('invalid_request', `customerId: ${reason}`, [{ field: 'customerId', reason }])

async function upstream<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    throw new Refusal('upstream_failed', `Stripe did not do it (${error.message}). Try again in a moment.`)
  }
}
