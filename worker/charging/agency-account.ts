import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'

const STRIPE = 'stripe'

export interface AgencyAccount {
  /** '' = the deployment's own. */
  readonly account: string
  /**
   * `own`: the deployment's key is used as it is. `ownKey`, `keyRefused`: the agency's own key, which Stripe takes, or does
   * not take any more. The others: Connect.
   */
  readonly state: 'own' | 'onboarding' | 'connected' | 'deauthorized' | 'ownKey' | 'keyRefused'
}

/** At which account of the provider an agency's customers are made, and whether it may be charged there. */
export async function agencyAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<AgencyAccount> {
  const [keys, connected] = await ctx.db.readBatch([
    {
      sql: `SELECT account, state FROM payment_key WHERE agency_id = ? AND provider = ? AND state IN ('active', 'refused')`,
      args: [agencyId, STRIPE],
    },
    CONNECTED(agencyId),
  ])
  const key = keys?.rows[0]
  if (key !== undefined) {
    return { account: String(key['account']), state: key['state'] === 'active' ? 'ownKey' : 'keyRefused' }
  }
  return connectedOf(connected?.rows[0])
}

/** The account that an agency has connected (Connect), also while a key of its own comes before it. */
export async function connectedAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<AgencyAccount> {
  const [connected] = await ctx.db.readBatch([CONNECTED(agencyId)])
  return connectedOf(connected?.rows[0])
}

const CONNECTED = (agencyId: string) => ({
  sql: 'SELECT account, state FROM payment_account WHERE agency_id = ? AND provider = ?',
  args: [agencyId, STRIPE],
})

const connectedOf = (row: Record<string, unknown> | undefined): AgencyAccount =>
  row === undefined
    ? { account: '', state: 'own' }
    : { account: String(row['account']), state: row['state'] as AgencyAccount['state'] }

/** The account that new customers and pages are made at. @throws Refusal stripe_disconnected */
export async function usableAccount(ctx: Pick<Context, 'db'>, agencyId: string): Promise<string> {
  const { account, state } = await agencyAccount(ctx, agencyId)
  if (state === 'deauthorized') throw disconnected()
  if (state === 'keyRefused') throw keyRefused()
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

export const keyRefused = () =>
  new Refusal(
    'stripe_disconnected',
    "Stripe does not take the agency's own key any more, so nothing is charged. Set a new one first (PUT /v1/agency/stripe/key).",
  )

/** For a client whose account takes no charges, whatever the reason. */
export const takesNone = () =>
  new Refusal(
    'stripe_disconnected',
    "The Stripe account that the client's payment method is at takes no charges: it was disconnected, or its key was refused or taken away. GET /v1/agency/stripe says which.",
  )

/** For what was paid on an account that no key reaches any more. */
export const unreachable = () =>
  new Refusal(
    'stripe_disconnected',
    'The Stripe account it was paid on cannot be asked: its key was refused or taken away. Set a key of that account (PUT /v1/agency/stripe/key), or give the money back in its Dashboard.',
  )

/**
 * SQL over `payment_customer p`: true while its account takes charges. One the agency has or had a key of its own for, by
 * the key's state (after the key, also where it is connected); any other, unless it is a connected one that does not.
 */
export const accountTakesCharges = (
  settings: Context['settings'],
): string => `(p.provider <> 'stripe' OR coalesce(
      (SELECT k.state = 'active' OR (k.state <> 'refused' AND EXISTS (SELECT 1 FROM payment_account q
          WHERE q.agency_id = k.agency_id AND q.provider = k.provider AND q.account = k.account AND q.state = 'connected'))
        FROM payment_key k WHERE k.agency_id = p.agency_id AND k.provider = p.provider AND k.account = p.account),
      ${settings.STRIPE_SECRET_KEY === undefined ? '0' : '1'} AND NOT EXISTS (SELECT 1 FROM payment_account q
        WHERE q.provider = p.provider AND q.account = p.account AND q.state <> 'connected')))`
