import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guard, guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { type Place, STRIPE } from '../payments/keys.ts'
import { leaving, write } from './own-key.ts'
import { type OwnKeyView, readOwnKey } from './read-own-key.ts'

/** Keys erased in one minute. */
const ERASED_MAX = 20n

/**
 * Takes an agency's own keys away: from now on no charge begins with them. A key whose account has charges, refunds or
 * webhooks under way is kept, for those alone, and erased once they are settled; else it is erased at once.
 * @throws Refusal not_found, session_ended
 */
export async function removeOwnKey(ctx: Context, actor: StaffActor): Promise<OwnKeyView> {
  const { agencyId } = actor
  try {
    await write(ctx, actor, [
      {
        sql: `UPDATE payment_key SET ${leaving('removed')}, updated_at = ?
              WHERE agency_id = ? AND provider = ? AND state IN ('active', 'refused', 'retired')`,
        args: [BigInt(ctx.now().getTime()), agencyId, STRIPE],
      },
      guard('changes() > 0'),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'stripe.keyRemoved',
        clientId: null,
        subject: 'stripe',
        before: null,
        after: { state: 'removed' },
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    throw new Refusal('not_found', 'The agency has no key of its own here.')
  }
  await eraseRemovedKeys(ctx)
  return readOwnKey(ctx, agencyId)
}

/** SQL over `payment_key k`: something on its account still needs it. A declined invoice does, until it is paid or void. */
const UNDER_WAY = `(
  EXISTS (SELECT 1 FROM charge c WHERE c.next_try_at IS NOT NULL AND c.agency_id = k.agency_id AND c.account = k.account)
  OR EXISTS (SELECT 1 FROM charge c WHERE c.agency_id = k.agency_id AND c.account = k.account
    AND c.purpose = 'invoice' AND c.state NOT IN ('succeeded', 'canceled'))
  OR EXISTS (SELECT 1 FROM give_back g WHERE g.next_try_at IS NOT NULL AND g.agency_id = k.agency_id
    AND g.account = k.account)
  OR EXISTS (SELECT 1 FROM payment_inbox i WHERE i.state = 'received' AND i.agency_id = k.agency_id
    AND i.account = k.account))`

/** Erases the secrets of removed keys whose accounts have nothing under way any more. Runs each minute. */
export async function eraseRemovedKeys(ctx: Context): Promise<void> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT k.agency_id, k.account FROM payment_key k WHERE k.state = 'removed' AND NOT ${UNDER_WAY} LIMIT ?`,
      args: [ERASED_MAX],
    },
  ])
  for (const row of found?.rows ?? []) {
    await erase(ctx, { agencyId: String(row['agency_id']), account: String(row['account']) })
  }
}

async function erase(ctx: Context, at: Place): Promise<void> {
  const actor: Actor = { kind: 'system', job: 'charging.keys' }
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE payment_key AS k SET state = 'erased', sealed_key = NULL, sealed_webhook_secret = NULL, updated_at = ?
              WHERE k.agency_id = ? AND k.provider = ? AND k.account = ? AND k.state = 'removed' AND NOT ${UNDER_WAY}`,
        args: [BigInt(ctx.now().getTime()), at.agencyId, STRIPE, at.account],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: at.agencyId,
        action: 'stripe.keyErased',
        clientId: null,
        subject: at.account,
        before: { state: 'removed' },
        after: null,
      }),
    ])
    ctx.log.info('stripe_key_erased', { ...at })
  } catch (error) {
    // Something began in between, or somebody else was faster.
    if (!(error instanceof BatchAborted && error.constraint.includes('guard.ok'))) throw error
  }
}
