import type { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { ProviderUnreachable } from '../payments/provider.ts'
import { providerFor } from '../payments/providers.ts'
import { connectedAccount } from './agency-account.ts'
import type { ReturnRequest } from './request-method.ts'

const STRIPE = 'stripe'

/**
 * The page on which an agency connects an account of its own (Connect, Standard; charges go there directly). The account
 * is made once and kept; asked again it is the same one, also after a disconnection.
 * @throws Refusal not_configured, upstream_failed
 */
export async function connectStripe(
  ctx: Context,
  actor: StaffActor,
  { returnUrl }: z.infer<typeof ReturnRequest>,
): Promise<{ url: string; account: string }> {
  const { agencyId } = actor
  const { desk } = await providerFor(ctx, STRIPE, { agencyId, account: '' })
  const standing = await connectedAccount(ctx, agencyId)
  try {
    const account = standing.account === '' ? await desk.createAccount(agencyId) : standing.account
    if (standing.state === 'own') {
      await ctx.db.writeBatch([
        {
          sql: `INSERT INTO payment_account (agency_id, provider, account, state, updated_at)
                VALUES (?, ?, ?, 'onboarding', ?) ON CONFLICT DO NOTHING`,
          args: [agencyId, STRIPE, account, BigInt(ctx.now().getTime())],
        },
        audit(ctx, actor, agencyId, account, 'onboarding'),
      ])
    }
    return { url: await desk.onboardingPage(account, returnUrl), account }
  } catch (error) {
    if (!(error instanceof ProviderUnreachable)) throw error
    throw new Refusal('upstream_failed', `Stripe did not do it (${error.message}). Try again in a moment.`)
  }
}

/** What the provider says of a connected account. Deauthorised: charging stops, and staff are told why (agency-account.ts). */
export async function noteAccount(
  ctx: Context,
  account: string,
  state: 'onboarding' | 'connected' | 'deauthorized',
): Promise<string | null> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT agency_id, state FROM payment_account WHERE provider = ? AND account = ?',
      args: [STRIPE, account],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return null
  const agencyId = String(row['agency_id'])
  if (row['state'] === state) return agencyId
  const actor: Actor = { kind: 'system', job: 'charging.webhook' }
  await ctx.db.writeBatch([
    {
      sql: 'UPDATE payment_account SET state = ?, updated_at = ? WHERE agency_id = ? AND provider = ?',
      args: [state, BigInt(ctx.now().getTime()), agencyId, STRIPE],
    },
    audit(ctx, actor, agencyId, account, state),
  ])
  ctx.log.warn('stripe_account', { agencyId, state })
  return agencyId
}

const audit = (ctx: Context, actor: Actor, agencyId: string, account: string, state: string) =>
  auditStatement(ctx, actor, {
    id: ctx.newId(),
    agencyId,
    action: `stripe.${state}`,
    clientId: null,
    subject: account,
    before: null,
    after: { state },
  })
