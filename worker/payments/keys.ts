import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { errorName } from '../log.ts'
import { openSecret, sealSecret } from '../notify/secret-box.ts'
import type { StripeAccess } from './stripe/client.ts'
import type { AgencyEndpoint } from './stripe/notice.ts'

/**
 * Agencies' own restricted keys (`payment_key`). Charges, customers, refunds and webhooks name the account they were made
 * on, and this room finds the key that reaches it: '' is the deployment key's own account; one that the agency has a key
 * for is reached by that key alone; any other is connected, and reached by the deployment's key. So a switch of keys moves
 * nothing that is under way.
 */
export const STRIPE = 'stripe'

export interface Place {
  readonly agencyId: string
  readonly account: string
}

type Reach = Pick<Context, 'db' | 'settings' | 'now' | 'newId' | 'log'>

/** How many keys an agency may have at once: its own, and older ones that finish what was begun. */
export const KEYS_MAX = 5

/**
 * The name of the account a key is for. Stripe gives test and live mode one id though they share no object, so the mode
 * that is not the deployment's is part of the name.
 */
export function accountName(settings: Context['settings'], account: string, mode: 'live' | 'test'): string {
  const deployment = /^[a-z]+_test_/.test(settings.STRIPE_SECRET_KEY ?? '') ? 'test' : 'live'
  return mode === deployment ? account : `${account}/${mode}`
}

/** What reaches an account, or by a code why nothing does. @throws Refusal not_configured without STRIPE_SECRET_KEY where that is it */
export async function accessTo(ctx: Reach, at: Place): Promise<StripeAccess | { closed: string }> {
  // The deployment's own account needs no look, and an event at its endpoint names no agency: it is of a connected one.
  if (at.account === '' || at.agencyId === '') return deploymentAccess(ctx)
  const [keys, connected] = await ctx.db.readBatch([
    {
      sql: `SELECT state, version, sealed_key FROM payment_key WHERE agency_id = ? AND provider = ? AND account = ?`,
      args: [at.agencyId, STRIPE, at.account],
    },
    {
      sql: 'SELECT 1 FROM payment_account WHERE agency_id = ? AND provider = ? AND account = ?',
      args: [at.agencyId, STRIPE, at.account],
    },
  ])
  const row = keys?.rows[0]
  if (row === undefined) return deploymentAccess(ctx)
  if (row['state'] === 'refused') return { closed: 'key_refused' }
  const sealed = row['sealed_key']
  if (typeof sealed !== 'string') {
    return connected?.rows.length === 1 ? deploymentAccess(ctx) : { closed: 'key_removed' }
  }
  const version = row['version'] as bigint
  try {
    return {
      key: await openSecret(ctx, ownerOf(at, 'key'), sealed),
      ownAccount: at.account,
      onRefused: (reason) => noteRefused(ctx, at, version, reason),
    }
  } catch (error) {
    ctx.log.error('stripe_key_unreadable', { ...at, error: errorName(error) })
    return { closed: 'key_unreadable' }
  }
}

/** @throws Refusal not_configured without STRIPE_SECRET_KEY */
export function deploymentAccess(ctx: Pick<Context, 'settings'>): StripeAccess {
  if (ctx.settings.STRIPE_SECRET_KEY === undefined) {
    throw new Refusal('not_configured', 'Stripe is not set up here: STRIPE_SECRET_KEY is missing.')
  }
  return { key: ctx.settings.STRIPE_SECRET_KEY, ownAccount: null }
}

/** The secrets of an agency's own endpoint; those of older keys too, while what was begun with them is finished. */
export async function endpointsOf(ctx: Reach, agencyId: string): Promise<AgencyEndpoint[]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT account, sealed_webhook_secret FROM payment_key
            WHERE agency_id = ? AND provider = ? AND sealed_webhook_secret IS NOT NULL
            ORDER BY state = 'active' DESC, updated_at DESC LIMIT ${KEYS_MAX}`,
      args: [agencyId, STRIPE],
    },
  ])
  const endpoints: AgencyEndpoint[] = []
  for (const row of found?.rows ?? []) {
    const account = String(row['account'])
    try {
      const sealed = String(row['sealed_webhook_secret'])
      endpoints.push({
        account,
        secret: await openSecret(ctx, ownerOf({ agencyId, account }, 'webhook'), sealed),
      })
    } catch (error) {
      ctx.log.error('stripe_key_unreadable', { agencyId, account, error: errorName(error) })
    }
  }
  return endpoints
}

/** Sealed for its agency, account and use: copied anywhere else it cannot be opened. @throws Refusal not_configured */
export const sealFor = (
  ctx: Pick<Context, 'settings'>,
  at: Place,
  use: 'key' | 'webhook',
  secret: string,
): Promise<string> => sealSecret(ctx, ownerOf(at, use), secret)

const ownerOf = ({ agencyId, account }: Place, use: 'key' | 'webhook') =>
  JSON.stringify(['stripe', use, agencyId, account])

/**
 * Stripe does not take the key any more: the agency's charges stop, and say so, until another is set. Only of the very key
 * that was asked with: one that was set meanwhile stands.
 */
async function noteRefused(ctx: Reach, at: Place, version: bigint, reason: string): Promise<void> {
  const actor: Actor = { kind: 'system', job: 'payments.key' }
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE payment_key SET state = 'refused', reason = ?, updated_at = ?
              WHERE agency_id = ? AND provider = ? AND account = ? AND version = ? AND state = 'active'`,
        args: [reason, BigInt(ctx.now().getTime()), at.agencyId, STRIPE, at.account, version],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: at.agencyId,
        action: 'stripe.keyRefused',
        clientId: null,
        subject: at.account,
        before: { state: 'active' },
        after: { state: 'refused', reason },
      }),
    ])
    ctx.log.error('stripe_key_refused', { ...at, reason })
  } catch (error) {
    // Noted already, or the key is another by now.
    if (error instanceof BatchAborted) return
    // The next call finds it out again.
    ctx.log.error('stripe_key_unnoted', { ...at, error: errorName(error) })
  }
}
