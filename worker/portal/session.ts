import { auditStatement } from '../audit/audit.ts'
import type { Actor, Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { type LinkClaims, SESSION_LIFE_MS, type SessionClaims, readCookie, signClaims } from './tokens.ts'

export type ClientActor = Extract<Actor, { kind: 'client' }>

/** A signed-in client: everything it sees and does is its own. */
export interface PortalSession extends SessionClaims {
  readonly actor: ClientActor
}

/** A link becomes a session, once. @returns the cookie, or null where the link was used or its client is gone */
export async function beginSession(ctx: Context, link: LinkClaims): Promise<string | null> {
  const now = ctx.now().getTime()
  const expiresAt = now + SESSION_LIFE_MS
  const id = ctx.newId()
  const actor: ClientActor = { kind: 'client', agencyId: link.agency, clientId: link.client }
  try {
    const [made] = await ctx.db.writeBatch([
      {
        sql: `INSERT INTO portal_session (agency_id, id, client_id, link_id, created_at, expires_at)
              SELECT agency_id, ?, id, ?, ?, ? FROM client WHERE agency_id = ? AND id = ?`,
        args: [id, link.id, BigInt(now), BigInt(expiresAt), link.agency, link.client],
      },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: link.agency,
        action: 'portal.entered',
        clientId: link.client,
        subject: id,
        before: null,
        after: null,
      }),
    ])
    if (made?.rowsAffected !== 1) return null
  } catch (error) {
    if (error instanceof BatchAborted && error.constraint.startsWith('UNIQUE')) return null
    throw error
  }
  const { agency, client, lang } = link
  return signClaims(ctx, { typ: 'portal', agency, client, id, lang, exp: Math.floor(expiresAt / 1000) })
}

/** Who is behind the cookie; null for none that still counts. */
export async function readSession(ctx: Context, cookie: string | undefined): Promise<PortalSession | null> {
  const claims = cookie === undefined ? null : await readCookie(ctx, cookie)
  if (claims === null) return null
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT 1 FROM portal_session WHERE agency_id = ? AND id = ? AND client_id = ? AND ended_at IS NULL`,
      args: [claims.agency, claims.id, claims.client],
    },
  ])
  if (found?.rows.length !== 1) return null
  return { ...claims, actor: { kind: 'client', agencyId: claims.agency, clientId: claims.client } }
}

export async function endPortalSession(ctx: Context, session: PortalSession): Promise<void> {
  await ctx.db.writeBatch([
    {
      sql: 'UPDATE portal_session SET ended_at = ? WHERE agency_id = ? AND id = ? AND ended_at IS NULL',
      args: [BigInt(ctx.now().getTime()), session.agency, session.id],
    },
  ])
}
