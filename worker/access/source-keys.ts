import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { sha256, toHex } from '../hex.ts'
import { randomText } from './secret.ts'

export type SourceActor = Extract<Actor, { kind: 'source' }>

/** A revoked key may work so long in an isolate that knows it. */
const KEPT_MS = 60_000
const KEPT_MAX = 1_000

/** Plain data, so that a usage batch needs no round trip to know who sends it. */
const kept = new Map<string, { actor: SourceActor; readAt: number }>()

/**
 * Makes a key for one source of an agency; it is shown once and only its hash is kept.
 * @param repeatWindowDays days back in which the same id is looked for (design §4); 0 only for a source whose
 * events carry their own stable time
 */
export async function createSourceKey(
  ctx: Context,
  agencyId: string,
  source: { source: string; label: string; repeatWindowDays: number },
  actor: Actor = { kind: 'system', job: 'source-key' },
): Promise<string> {
  const key = `rlk_${randomText(32)}`
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO source_key (hash, agency_id, source, label, repeat_window_days, created_at, revoked_at)
            VALUES (?, ?, ?, ?, ?, ?, NULL)`,
      args: [
        await sha256(key),
        agencyId,
        source.source,
        source.label,
        BigInt(source.repeatWindowDays),
        BigInt(ctx.now().getTime()),
      ],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId,
      action: 'source_key.created',
      clientId: null,
      subject: source.source,
      before: null,
      after: source,
    }),
  ])
  return key
}

/** Whose key this is. @throws Refusal `not_signed_in` */
export async function readSourceKey(ctx: Context, key: string): Promise<SourceActor> {
  const hash = await sha256(key)
  const name = `${ctx.settings.TURSO_DATABASE_URL} ${toHex(hash)}`
  const now = ctx.now().getTime()
  const known = kept.get(name)
  if (known !== undefined && Math.abs(now - known.readAt) < KEPT_MS) return known.actor
  kept.delete(name)
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT agency_id, source, repeat_window_days FROM source_key WHERE hash = ? AND revoked_at IS NULL',
      args: [hash],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined)
    throw new Refusal('not_signed_in', 'This source key is not valid. Ask the agency for a new one.')
  const actor: SourceActor = {
    kind: 'source',
    agencyId: row['agency_id'] as string,
    source: row['source'] as string,
    repeatWindowDays: Number(row['repeat_window_days']),
  }
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(name, { actor, readAt: now })
  return actor
}
