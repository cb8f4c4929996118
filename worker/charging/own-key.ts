import { z } from 'zod'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'
import { KEYS_MAX, type Place, STRIPE, accountName, sealFor } from '../payments/keys.ts'
import { checkKey } from '../payments/providers.ts'
import { type OwnKeyView, readOwnKey } from './read-own-key.ts'

const FULL_KEY =
  'a full secret key may do anything at Stripe, paying out included, so it is not kept here. Make a restricted key in ' +
  "Stripe's Dashboard (Developers, API keys) with the permissions that GET /v1/agency/stripe/key lists, and send that"

export const OwnKeyRequest = z.strictObject({
  /** A restricted key. */
  key: z.string().superRefine((key, check) => {
    if (key.startsWith('sk_')) check.addIssue(FULL_KEY)
    else if (!/^rk_(live|test)_\w{8,250}$/.test(key)) {
      check.addIssue('a restricted key of Stripe, which begins with rk_live_ or rk_test_')
    }
  }),
  /** The signing secret of the endpoint that sends to `webhookPath`; may be left out where only the key is another. */
  webhookSecret: z
    .string()
    .regex(
      /^whsec_[\x21-\x7e]{8,250}$/,
      'the signing secret of the webhook endpoint, which begins with whsec_',
    )
    .optional(),
})

/**
 * Keeps an agency's own restricted key, encrypted, once Stripe has shown that charging can work with it. From then on the
 * agency's customers and charges are made with it, on its account. What is under way elsewhere stays there and is finished
 * with what it was begun with; a new key of the same account takes over what the old one left.
 * @throws Refusal invalid_request, stripe_key_refused, stripe_permission_missing, not_configured, upstream_failed, session_ended
 */
export async function setOwnKey(
  ctx: Context,
  actor: StaffActor,
  { key, webhookSecret }: z.infer<typeof OwnKeyRequest>,
): Promise<OwnKeyView> {
  const { agencyId } = actor
  const mode = key.startsWith('rk_live_') ? 'live' : 'test'
  const at = { agencyId, account: accountName(ctx.settings, await provenAccount(ctx, key), mode) }
  const kept = await readKept(ctx, at)
  if (webhookSecret === undefined && !kept.hasWebhookSecret) {
    throw field('webhookSecret', 'needed for an account whose webhooks are not known yet')
  }
  if (kept.others >= KEYS_MAX) {
    throw field('key', `keys of ${KEYS_MAX} other accounts are kept already; take them away first`)
  }
  const sealed = {
    key: await sealFor(ctx, at, 'key', key),
    webhook: webhookSecret === undefined ? null : await sealFor(ctx, at, 'webhook', webhookSecret),
  }
  const now = BigInt(ctx.now().getTime())
  await write(ctx, actor, [
    {
      sql: `UPDATE payment_key SET ${leaving('retired')}, updated_at = ?
            WHERE agency_id = ? AND provider = ? AND account <> ? AND state IN ('active', 'refused')`,
      args: [now, agencyId, STRIPE, at.account],
    },
    {
      sql: `INSERT INTO payment_key (agency_id, provider, account, state, mode, last4, sealed_key, sealed_webhook_secret,
              version, updated_at) VALUES (?, ?, ?, 'active', ?, ?, ?, ?, 1, ?)
            ON CONFLICT DO UPDATE SET state = 'active', mode = excluded.mode, last4 = excluded.last4, reason = NULL,
              sealed_key = excluded.sealed_key, version = version + 1, updated_at = excluded.updated_at,
              sealed_webhook_secret = coalesce(excluded.sealed_webhook_secret, sealed_webhook_secret)`,
      args: [agencyId, STRIPE, at.account, mode, key.slice(-4), sealed.key, sealed.webhook, now],
    },
    // While the key worked, its calls hold their rows; only what waited for a key is brought forward.
    ...(kept.state === null || kept.state === 'active' ? [] : wake(at, now)),
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'stripe.keySet',
      clientId: null,
      subject: at.account,
      before: kept.state === null ? null : { state: kept.state, last4: kept.last4 },
      after: { state: 'active', mode, last4: key.slice(-4), newWebhookSecret: webhookSecret !== undefined },
    }),
  ])
  ctx.log.info('stripe_key_set', { ...at, mode })
  return readOwnKey(ctx, agencyId)
}

/** The account that the key is for. @throws Refusal stripe_key_refused, stripe_permission_missing, upstream_failed */
async function provenAccount(ctx: Context, key: string): Promise<string> {
  const said = await checkKey(ctx, key)
  switch (said.kind) {
    case 'good':
      return said.account
    case 'rejected':
      throw new Refusal(
        'stripe_key_refused',
        'Stripe does not take this key: it is mistyped, expired or revoked. Nothing was kept.',
      )
    case 'lacking':
      throw new Refusal(
        'stripe_permission_missing',
        `The key lacks what charging needs: ${said.missing.join('; ')}. Add it in Stripe's Dashboard and send the key again. Nothing was kept.`,
        said.missing.map((reason) => ({ field: 'key', reason: `lacks ${reason}` })),
      )
    case 'unknown':
      throw new Refusal('upstream_failed', `Stripe could not be asked (${said.code}). Try again in a moment.`)
  }
}

/** SQL over `payment_key`: it begins nothing any more. One that Stripe does not know finishes nothing either. */
export const leaving = (state: 'retired' | 'removed'): string => `
  state = CASE WHEN reason = 'rejected' THEN 'erased' ELSE '${state}' END,
  sealed_key = CASE WHEN reason = 'rejected' THEN NULL ELSE sealed_key END,
  sealed_webhook_secret = CASE WHEN reason = 'rejected' THEN NULL ELSE sealed_webhook_secret END`

async function readKept(ctx: Context, at: Place) {
  const [own, others] = await ctx.db.readBatch([
    {
      sql: `SELECT state, last4, sealed_webhook_secret IS NOT NULL AS webhook FROM payment_key
            WHERE agency_id = ? AND provider = ? AND account = ?`,
      args: [at.agencyId, STRIPE, at.account],
    },
    {
      sql: `SELECT count(*) AS keys FROM payment_key
            WHERE agency_id = ? AND provider = ? AND account <> ? AND state <> 'erased'`,
      args: [at.agencyId, STRIPE, at.account],
    },
  ])
  const row = own?.rows[0]
  return {
    state: row === undefined ? null : String(row['state']),
    last4: row === undefined ? null : String(row['last4']),
    hasWebhookSecret: row?.['webhook'] === 1n,
    others: Number(others?.rows[0]?.['keys']),
  }
}

/** What waited for a key of this account goes on within the minute, webhooks that could not be worked on too. */
function wake({ agencyId, account }: Place, now: bigint): Statement[] {
  return [
    {
      sql: `UPDATE charge SET next_try_at = ?1 WHERE agency_id = ?2 AND account = ?3 AND next_try_at > ?1`,
      args: [now, agencyId, account],
    },
    {
      sql: `UPDATE give_back SET next_try_at = ?1 WHERE agency_id = ?2 AND account = ?3 AND next_try_at > ?1`,
      args: [now, agencyId, account],
    },
    {
      sql: `UPDATE payment_inbox SET state = 'received', tries = 0, done_at = NULL, error = NULL
            WHERE agency_id = ? AND account = ? AND state = 'failed' AND error LIKE 'key\\_%' ESCAPE '\\'`,
      args: [agencyId, account],
    },
  ]
}

/** Writes for a session that lives. @throws Refusal session_ended, BatchAborted with the index among `statements` */
export async function write(
  ctx: Context,
  actor: StaffActor,
  statements: readonly Statement[],
): Promise<void> {
  try {
    await ctx.db.writeBatch([guardSessionLives(actor), ...statements])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === 0) throw ended()
    throw error
  }
}

const field = (name: string, reason: string) =>
  new Refusal('invalid_request', `${name}: ${reason}.`, [{ field: name, reason }])
