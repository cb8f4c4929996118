import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'

/** New usage is taken up to 35 days back (usage/time-limits.ts): so far apart may two days of one id lie. */
const DAYS = 35
const LINES = 2_000
/** A million lines a night; what is left comes the next. */
const BATCHES_MAX = 500
const MARK = 'repeats'

/**
 * Finds ids that one source used on several days, beyond its repeat window (design §4): probably the same usage booked
 * twice. Looks at the lines that came since the last run, each against 35 days on both sides; names them once, by log
 * and in `repeat_finding`, which /v1/status counts, and changes no books: staff void what is wrong.
 * @returns how many were found
 */
export async function findRepeats(ctx: Context): Promise<number> {
  let found = 0
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const [head] = await ctx.db.readBatch([
      `SELECT coalesce((SELECT seq FROM job_mark WHERE job = '${MARK}'), 0) AS after,
              (SELECT coalesce(max(seq), 0) FROM usage_event) AS newest`,
    ])
    const after = head?.rows[0]?.['after'] as bigint
    const newest = head?.rows[0]?.['newest'] as bigint
    if (after >= newest) break
    const upTo = after + BigInt(LINES) < newest ? after + BigInt(LINES) : newest
    const [named] = await ctx.db.writeBatch([repeats(ctx, after, upTo), mark(ctx, upTo)])
    for (const row of named?.rows ?? []) {
      ctx.log.warn('usage_repeated', {
        agencyId: String(row['agency_id']),
        source: String(row['source']),
        id: String(row['id']),
        days: String(row['days']),
      })
    }
    found += named?.rows.length ?? 0
  }
  return found
}

function repeats(ctx: Context, after: bigint, upTo: bigint): Statement {
  return {
    sql: `WITH RECURSIVE span(days) AS (SELECT -${DAYS} UNION ALL SELECT days + 1 FROM span WHERE days < ${DAYS}),
          twice AS MATERIALIZED (
            SELECT DISTINCT n.agency_id, n.source, n.id, e.day,
              json_array(e.client_id, e.service, e.quantity) AS said
            FROM usage_event n CROSS JOIN span
            CROSS JOIN usage_event e ON e.agency_id = n.agency_id AND e.day = n.day + span.days
              AND e.source = n.source AND e.id = n.id AND e.kind = 'usage'
            WHERE n.seq > ?1 AND n.seq <= ?2 AND n.kind = 'usage')
          INSERT INTO repeat_finding (agency_id, source, id, days, same_body, found_at)
          SELECT agency_id, source, id, json_group_array(day), count(DISTINCT said) = 1, ?3 FROM twice
          GROUP BY agency_id, source, id HAVING count(DISTINCT day) > 1
          ON CONFLICT DO UPDATE SET days = excluded.days, same_body = excluded.same_body
            WHERE days <> excluded.days
          RETURNING agency_id, source, id, days`,
    args: [after, upTo, BigInt(ctx.now().getTime())],
  }
}

const mark = (ctx: Context, upTo: bigint): Statement => ({
  sql: `INSERT INTO job_mark (job, seq, at) VALUES ('${MARK}', ?, ?)
        ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at`,
  args: [upTo, BigInt(ctx.now().getTime())],
})
