import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'

const STRIPE = 'stripe'

export interface AgencyAccount {
  /** '' = the deployment's own. */
  readonly account: string
  /** `own`: the deployment's key is used as it is. */
  readonly state: 'own' | 'onboarding' | 'connected' | 'deauthorized'
}

/** At which account of the provider an agency's customers are, and whether it may be charged there. */
export async function agencyAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<AgencyAccount> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT account, state FROM payment_account WHERE agency_id = ? AND provider = ?',
      args: [agencyId, STRIPE],
    },
  ])
  const row = found?.rows[0]
  return row === undefined
    ? { account: '', state: 'own' }
    : { account: String(row['account']), state: row['state'] as AgencyAccount['state'] }
}

/** The account that new customers and pages are made at. @throws Refusal stripe_disconnected */
export async function usableAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<string> {
  const { account, state } = await agencyAccount(ctx, agencyId)
  if (state === 'deauthorized') throw disconnected()
  // Until it is connected Stripe takes customers there already, but no charges.
  return account
}

/**
 * The account whose customers an agency may look through: its own, or the deployment's where no other agency is there.
 * Else one agency would see the customers of the others.
 * @throws Refusal shared_account, stripe_disconnected
 */
export async function searchableAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<string> {
  const account = await usableAccount(ctx, agencyId)
  if (account !== '') return account
  const [others] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM agency WHERE id <> ? LIMIT 1', args: [agencyId] },
  ])
  if (others?.rows.length === 0) return account
  throw new Refusal(
    'shared_account',
    'Several agencies share this Stripe account, so its customers are not shown. Connect your own Stripe account first, or ask the client for a card by link.',
  )
}

export const disconnected = () =>
  new Refusal(
    'stripe_disconnected',
    'The agency has disconnected its Stripe account, so nothing is charged. Connect it again first.',
  )

/** SQL over `payment_customer p`: true while its account takes charges. */
export const ACCOUNT_TAKES_CHARGES = `NOT EXISTS (SELECT 1 FROM payment_account q
      WHERE q.provider = p.provider AND q.account = p.account AND q.state <> 'connected')`
