import { z } from 'zod'
import type { AuditEntry } from '../../shared/contract/clients.ts'
import type { StaffActor } from '../access/tokens.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'

export const AuditQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** Sorts behind every id of the log: they are UUIDs. */
const NEWEST = '~'

/** What was done to a client, newest first. @throws Refusal `not_found` for another agency's client as for none */
export async function listAudit(
  ctx: Context,
  actor: StaffActor,
  clientId: string,
  query: z.infer<typeof AuditQuery>,
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
  const before = query.cursor === undefined ? NEWEST : openCursor(query.cursor)
  const [client, rows] = await ctx.db.readBatch([
    { sql: 'SELECT 1 FROM client WHERE agency_id = ? AND id = ?', args: [actor.agencyId, clientId] },
    {
      sql: `SELECT id, at, actor, action, subject, before, after FROM audit_log
            WHERE agency_id = ? AND client_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
      args: [actor.agencyId, clientId, before, BigInt(query.limit + 1)],
    },
  ])
  if (client?.rows.length !== 1) throw noSuchClient()
  const found = rows?.rows ?? []
  const entries = found.slice(0, query.limit).map((row) => ({
    id: row['id'] as string,
    at: new Date(Number(row['at'])).toISOString(),
    actor: row['actor'] as string,
    action: row['action'] as string,
    subject: row['subject'] as string,
    before: json(row['before']),
    after: json(row['after']),
  }))
  const last = entries.at(-1)
  return {
    entries,
    nextCursor: found.length > entries.length && last !== undefined ? sealCursor(last.id) : null,
  }
}

const json = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null)
