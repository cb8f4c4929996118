import type { Row } from '@libsql/client/http'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'

/** A backfill: one source, one range of time, open until it is closed; closed ones can be reverted. */
export interface Backfill {
  readonly id: string
  readonly source: string
  readonly from: string
  /** Exclusive. */
  readonly to: string
  readonly state: 'open' | 'closed' | 'reverting' | 'reverted'
  readonly reason: string
  /** Lines it brought. */
  readonly lines: number
}

/** @throws Refusal `not_found`, for another agency's or another source's as for none */
export async function readBackfill(
  ctx: Context,
  agencyId: string,
  id: string,
): Promise<Backfill & { revertedSeq: bigint }> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT b.*, (SELECT coalesce(sum(p.last_seq - p.first_seq + 1), 0) FROM backfill_posting p
                         WHERE p.agency_id = b.agency_id AND p.backfill_id = b.id) AS lines
            FROM backfill b WHERE b.agency_id = ? AND b.id = ?`,
      args: [agencyId, id],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw new Refusal('not_found', 'There is no such backfill, or it is not yours.')
  return { ...viewOf(row), revertedSeq: row['reverted_seq'] as bigint }
}

const viewOf = (row: Row): Backfill => ({
  id: String(row['id']),
  source: String(row['source']),
  from: new Date(Number(row['from_at'])).toISOString(),
  to: new Date(Number(row['to_at'])).toISOString(),
  state: row['state'] as Backfill['state'],
  reason: String(row['reason']),
  lines: Number(row['lines']),
})

/** What the API shows of it. */
export const shown = ({ id, source, from, to, state, reason, lines }: Backfill): Backfill => ({
  id,
  source,
  from,
  to,
  state,
  reason,
  lines,
})
