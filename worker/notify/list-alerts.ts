import { z } from 'zod'
import { ExternalId } from '../../shared/contract/scalars.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'
import { ALERT_COLUMNS, ALERT_ROWS, alertOf } from './read-alerts.ts'

export const AlertQuery = z.object({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  client: ExternalId.optional(),
  /** `true`: only what still holds. */
  open: z.enum(['true', 'false']).default('false'),
})

/** Sorts behind every id: they begin with a UUID, ordered by time. */
const NEWEST = '~'

/** The agency's alerts, newest first. */
export async function listAlerts(ctx: Context, actor: StaffActor, query: z.infer<typeof AlertQuery>) {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT ${ALERT_COLUMNS}, s.active = 1 AND s.crossing = a.crossing AND a.change = 'fired' AS open
            FROM ${ALERT_ROWS}
            JOIN alert_state s ON s.agency_id = a.agency_id AND s.client_id = a.client_id AND s.kind = a.kind
              AND s.subject = a.subject
            WHERE a.agency_id = ?1 AND a.id < ?2 AND (?3 IS NULL OR a.client_id = ?3)
              AND (?4 = 0 OR (s.active = 1 AND s.crossing = a.crossing AND a.change = 'fired'))
            ORDER BY a.id DESC LIMIT ?5`,
      args: [
        actor.agencyId,
        query.cursor === undefined ? NEWEST : openCursor(query.cursor),
        query.client ?? null,
        query.open === 'true' ? 1n : 0n,
        BigInt(query.limit + 1),
      ],
    },
  ])
  const rows = found?.rows ?? []
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    alerts: page.map((row) => {
      const { at, ...rest } = alertOf(row)
      return { ...rest, at: at.toISOString(), open: row['open'] === 1n }
    }),
    nextCursor: rows.length > page.length && last !== undefined ? sealCursor(String(last['id'])) : null,
  }
}
