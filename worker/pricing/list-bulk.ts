import { z } from 'zod'
import type { BulkPage } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'

export const BulkQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** Sorts behind every id of a bulk change: they are UUIDs, ordered by time. */
const NEWEST = '~'

/** GET /v1/bulk-changes: the agency's bulk changes and undos, newest first, each with how many clients it changed. */
export async function listBulk(
  ctx: Context,
  { agencyId }: StaffActor,
  { cursor, limit }: z.infer<typeof BulkQuery>,
): Promise<z.infer<typeof BulkPage>> {
  const before = cursor === undefined ? NEWEST : openCursor(cursor)
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT b.id, b.service, b.undoes, b.actor, b.created_at,
              (SELECT u.id FROM bulk_change u WHERE u.agency_id = b.agency_id AND u.undoes = b.id) AS undone_by,
              (SELECT count(*) FROM bulk_change_item i WHERE i.agency_id = b.agency_id AND i.bulk_id = b.id
                AND i.result = 'changed') AS changed,
              (SELECT count(*) FROM bulk_change_item i WHERE i.agency_id = b.agency_id AND i.bulk_id = b.id
                AND i.result NOT IN ('changed', 'unchanged')) AS refused
            FROM bulk_change b WHERE b.agency_id = ? AND b.id < ? ORDER BY b.id DESC LIMIT ?`,
      args: [agencyId, before, BigInt(limit + 1)],
    },
  ])
  const rows = found?.rows ?? []
  const changes = rows.slice(0, limit).map((row) => ({
    id: row['id'] as string,
    service: row['service'] as string,
    undoes: row['undoes'] as string | null,
    undoneBy: row['undone_by'] as string | null,
    actor: row['actor'] as string,
    at: new Date(Number(row['created_at'])).toISOString(),
    changed: Number(row['changed']),
    refused: Number(row['refused']),
  }))
  const last = changes.at(-1)
  return {
    changes,
    nextCursor: rows.length > changes.length && last !== undefined ? sealCursor(last.id) : null,
  }
}
