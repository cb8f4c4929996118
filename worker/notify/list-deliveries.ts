import type { Row } from '@libsql/client/http'
import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'

export const DeliveryQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  state: z.enum(['pending', 'sent', 'failed']).optional(),
})

const NEWEST = '~'

/** The delivery log, newest first: what was sent where, each try with its answer. */
export async function listDeliveries(ctx: Context, actor: StaffActor, query: z.infer<typeof DeliveryQuery>) {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT * FROM alert_delivery WHERE agency_id = ?1 AND id < ?2 AND (?3 IS NULL OR state = ?3)
            ORDER BY id DESC LIMIT ?4`,
      args: [
        actor.agencyId,
        query.cursor === undefined ? NEWEST : openCursor(query.cursor),
        query.state ?? null,
        BigInt(query.limit + 1),
      ],
    },
  ])
  const rows = found?.rows ?? []
  const page = rows.slice(0, query.limit)
  const [tries] = await ctx.db.readBatch([
    {
      sql: `SELECT delivery_id, number, at, outcome, status FROM delivery_attempt
            WHERE agency_id = ? AND delivery_id IN (SELECT value FROM json_each(?)) ORDER BY number`,
      args: [actor.agencyId, JSON.stringify(page.map((row) => row['id']))],
    },
  ])
  const attempts = Map.groupBy(tries?.rows ?? [], (row) => String(row['delivery_id']))
  const last = page.at(-1)
  return {
    deliveries: page.map((row) => viewOf(row, attempts.get(String(row['id'])) ?? [])),
    nextCursor: rows.length > page.length && last !== undefined ? sealCursor(String(last['id'])) : null,
  }
}

const viewOf = (row: Row, attempts: readonly Row[]) => ({
  id: String(row['id']),
  channel: String(row['channel']),
  alertId: row['alert_id'] as string | null,
  state: String(row['state']),
  createdAt: instant(row['created_at']),
  nextTryAt: instant(row['next_try_at']),
  doneAt: instant(row['done_at']),
  attempts: attempts.map((one) => ({
    at: instant(one['at']),
    outcome: String(one['outcome']),
    status: one['status'] === null ? null : Number(one['status']),
  })),
})

const instant = (ms: unknown): string | null =>
  typeof ms === 'bigint' ? new Date(Number(ms)).toISOString() : null
