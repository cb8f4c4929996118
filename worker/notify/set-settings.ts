import type { ClientAlerts, SetClientAlerts } from '../../shared/contract/alerts.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import { noSuchClient } from '../clients/get-client.ts'
import { overtaken } from '../clients/set-client.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { Refusal } from '../http/problem.ts'
import { evaluateLosses, evaluateWallets } from './evaluate.ts'
import { getSettings } from './get-settings.ts'
import type { Scope } from './scope.ts'
import { sealSecret } from './secret-box.ts'
import type { SettingsRequest, SettingsView } from './settings-shape.ts'
import { targetProblem } from './target-guard.ts'
import {
  EVERY_CLIENT,
  clientAlertsOf,
  clientAlertsStatement,
  guardVersion,
  setThresholds,
} from './thresholds.ts'

/**
 * Replaces where alerts go and when they are told; what that begins or ends is told at once.
 * @returns the settings, and the signing secret where a new one was made: it is shown this once
 * @throws Refusal version_conflict (somebody else changed them since they were read), invalid_request (a target that is
 *   not allowed), not_configured (no key to keep a secret with), session_ended
 */
export async function setSettings(
  ctx: Context,
  actor: StaffActor,
  request: SettingsRequest,
): Promise<SettingsView & { webhookSecret?: string }> {
  const { agencyId } = actor
  const before = await getSettings(ctx, actor)
  if (before.version !== request.version) throw overtaken()
  const url = request.webhook?.url ?? null
  const problem = url === null ? null : targetProblem(url, ctx.settings.ENVIRONMENT)
  if (problem !== null) {
    throw new Refusal('invalid_request', `webhook.url: ${problem}.`, [
      { field: 'webhook.url', reason: problem },
    ])
  }
  const isNew = url !== null && (request.newSecret || before.webhook?.url !== url)
  const secret = isNew ? newSigningSecret() : null
  const box = secret === null ? null : await sealSecret(ctx, agencyId, secret)
  const { locale, emails, muted, thresholds } = request
  await write(ctx, actor, {
    clientId: null,
    version: request.version,
    action: 'alerts.set',
    before: { ...before, clients: undefined, version: undefined },
    after: { locale, emails, webhook: url, muted, thresholds, newSecret: isNew },
    statements: [
      {
        sql: `INSERT INTO alert_channel (agency_id, locale, emails, webhook_url, webhook_secret, muted, updated_at)
              VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
              ON CONFLICT DO UPDATE SET locale = ?2, emails = ?3, webhook_url = ?4, muted = ?6, updated_at = ?7,
                webhook_secret = CASE WHEN ?4 IS NULL THEN NULL ELSE coalesce(?5, webhook_secret) END`,
        args: [
          agencyId,
          locale,
          JSON.stringify(emails),
          url,
          box,
          JSON.stringify(muted),
          BigInt(ctx.now().getTime()),
        ],
      },
      setThresholds(agencyId, EVERY_CLIENT, thresholds),
    ],
  })
  await evaluate(ctx, { kind: 'agencies', ids: [agencyId] })
  const view = await getSettings(ctx, actor)
  return secret === null ? view : { ...view, webhookSecret: secret }
}

/**
 * A client's own thresholds, before the agency's; what that begins or ends is told at once.
 * @throws Refusal `not_found`, `version_conflict`, `session_ended`
 */
export async function setClientThresholds(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  { version, ...thresholds }: SetClientAlerts,
): Promise<ClientAlerts> {
  const { agencyId } = actor
  const [clients, rows] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [agencyId, clientId] },
    clientAlertsStatement(agencyId, clientId),
  ])
  if (clients?.rows.length !== 1) throw noSuchClient()
  const before = clientAlertsOf(rows?.rows ?? [], clientId)
  await write(ctx, actor, {
    clientId,
    version,
    action: 'alerts.thresholds.set',
    before: before.own,
    after: thresholds,
    statements: [setThresholds(agencyId, clientId, thresholds)],
  })
  await evaluate(ctx, { kind: 'clients', pairs: [[agencyId, clientId]] })
  return { ...before, own: thresholds, version: version + 1 }
}

async function write(
  ctx: Context,
  actor: StaffActor,
  change: {
    clientId: string | null
    /** As the caller read it. */
    version: number
    action: string
    before: unknown
    after: unknown
    statements: readonly Statement[]
  },
): Promise<void> {
  const { clientId, version, action, before, after } = change
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      guardVersion(actor.agencyId, clientId ?? EVERY_CLIENT, version),
      ...change.statements,
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: actor.agencyId,
        action,
        clientId,
        subject: 'alerts',
        before,
        after,
      }),
    ])
  } catch (error) {
    if (error instanceof BatchAborted && error.index === 0) throw ended()
    if (error instanceof BatchAborted && error.index === 1) throw overtaken()
    throw error
  }
}

async function evaluate(ctx: Context, scope: Scope): Promise<void> {
  await evaluateWallets(ctx, scope)
  await evaluateLosses(ctx, scope)
}

/** `whsec_` and 24 random bytes as base64, as Standard Webhooks says. */
function newSigningSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))}`
}
