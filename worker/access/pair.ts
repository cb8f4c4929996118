import type { z } from 'zod'
import type { PairRequest, SessionTokens } from '../../shared/contract/auth.ts'
import { Role } from '../../shared/contract/scalars.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { pairingHash } from './pairing-code.ts'
import { REFRESH_LIFE_MS, refreshHash, signAccess, signRefresh } from './tokens.ts'

/** A one-time code becomes a session of this device. @throws Refusal `pairing_code_invalid` */
export async function pair(ctx: Context, request: z.infer<typeof PairRequest>): Promise<SessionTokens> {
  const hash = await pairingHash(ctx, request.code)
  const now = BigInt(ctx.now().getTime())
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT agency_id, role, name FROM pairing_code JOIN agency ON agency.id = agency_id
            WHERE hash = ? AND used_at IS NULL AND expires_at > ?`,
      args: [hash, now],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw invalid()
  const agency = { id: row['agency_id'] as string, name: row['name'] as string }
  const session = {
    agencyId: agency.id,
    id: ctx.newId(),
    role: Role.parse(row['role']),
    device: request.device,
  }
  const refreshToken = await signRefresh(ctx, { agencyId: agency.id, sessionId: session.id, generation: 1n })
  const refreshExpiresAt = new Date(ctx.now().getTime() + REFRESH_LIFE_MS)
  try {
    await ctx.db.writeBatch([
      {
        sql: 'UPDATE pairing_code SET used_at = ? WHERE hash = ? AND used_at IS NULL AND expires_at > ?',
        args: [now, hash, now],
      },
      guardChangedOne(),
      {
        sql: `INSERT INTO session (agency_id, id, role, device, refresh_hash, generation, expires_at, created_at)
              VALUES (?, ?, ?, ?, ?, 1, ?, ?)`,
        args: [
          agency.id,
          session.id,
          session.role,
          session.device,
          await refreshHash(ctx, refreshToken),
          BigInt(refreshExpiresAt.getTime()),
          now,
        ],
      },
      auditStatement(
        ctx,
        { kind: 'staff', sessionId: session.id, ...session },
        {
          id: ctx.newId(),
          agencyId: agency.id,
          action: 'session.paired',
          clientId: null,
          subject: session.id,
          before: null,
          after: { role: session.role, device: session.device },
        },
      ),
    ])
  } catch (error) {
    // Somebody else used the code in between.
    if (error instanceof BatchAborted && error.index === 1) throw invalid()
    throw error
  }
  const access = await signAccess(ctx, session)
  return {
    accessToken: access.token,
    accessExpiresAt: access.expiresAt.toISOString(),
    refreshToken,
    refreshExpiresAt: refreshExpiresAt.toISOString(),
    role: session.role,
    agency,
  }
}

const invalid = () =>
  new Refusal(
    'pairing_code_invalid',
    'The code is wrong, was used, or is older than ten minutes. Ask for a new one.',
  )
