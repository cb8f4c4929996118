import type { SessionTokens } from '../../shared/contract/auth.ts'
import { Role } from '../../shared/contract/scalars.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { endSession } from './end-session.ts'
import { sameBytes } from './secret.ts'
import { REFRESH_LIFE_MS, ended, readRefresh, refreshHash, signAccess, signRefresh } from './tokens.ts'

/**
 * Trades a refresh token for the next one and a new access token. Each works once: a second use means that two
 * hold it, and nobody can tell who is the thief, so the session ends for both. @throws Refusal `session_ended`
 */
export async function refreshSession(ctx: Context, token: string): Promise<SessionTokens> {
  const { agencyId, sessionId, generation } = await readRefresh(ctx, token)
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT role, device, refresh_hash, generation, expires_at, ended_at, name
            FROM session JOIN agency ON agency.id = agency_id WHERE agency_id = ? AND session.id = ?`,
      args: [agencyId, sessionId],
    },
  ])
  const row = found?.rows[0]
  const now = ctx.now().getTime()
  if (row === undefined || row['ended_at'] !== null || Number(row['expires_at']) <= now) throw ended()
  const hash = await refreshHash(ctx, token)
  const isCurrent =
    row['generation'] === generation && sameBytes(new Uint8Array(row['refresh_hash'] as ArrayBuffer), hash)
  if (!isCurrent) return endReused(ctx, agencyId, sessionId)

  const next = await signRefresh(ctx, { agencyId, sessionId, generation: generation + 1n })
  const expiresAt = new Date(now + REFRESH_LIFE_MS)
  try {
    await ctx.db.writeBatch([
      {
        sql: `UPDATE session SET refresh_hash = ?, generation = generation + 1, expires_at = ?
              WHERE agency_id = ? AND id = ? AND generation = ? AND ended_at IS NULL`,
        args: [await refreshHash(ctx, next), BigInt(expiresAt.getTime()), agencyId, sessionId, generation],
      },
      guardChangedOne(),
    ])
  } catch (error) {
    if (error instanceof BatchAborted) return endReused(ctx, agencyId, sessionId)
    throw error
  }
  const session = { agencyId, id: sessionId, role: Role.parse(row['role']), device: row['device'] as string }
  const access = await signAccess(ctx, session)
  return {
    accessToken: access.token,
    accessExpiresAt: access.expiresAt.toISOString(),
    refreshToken: next,
    refreshExpiresAt: expiresAt.toISOString(),
    role: session.role,
    agency: { id: agencyId, name: row['name'] as string },
  }
}

async function endReused(ctx: Context, agencyId: string, sessionId: string): Promise<never> {
  ctx.log.warn('refresh_token_reused', { sessionId })
  await endSession(
    ctx,
    { kind: 'system', job: 'refresh' },
    { agencyId, sessionId, reason: 'refresh token used twice' },
  )
  throw ended()
}
