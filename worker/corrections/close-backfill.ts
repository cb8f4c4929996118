import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { LINES_MAX } from '../ledger/post-usage.ts'
import { type Backfill, readBackfill, shown } from './backfill.ts'
import { postCorrections } from './post-corrections.ts'
import type { Corrector } from './result.ts'
import { type UsageKey, keyText } from './standing-usage.ts'
import { voidOf } from './void-usage.ts'

/** Batches of one call: up to 10,000 lines; what is left is done by the next call. */
const BATCHES_MAX = 10

/** Closes a backfill: it takes no more. Closing it twice is once. @throws Refusal `not_found` */
export async function closeBackfill(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  id: string,
): Promise<Backfill> {
  const backfill = await readBackfill(ctx, agencyId, id)
  if (backfill.state !== 'open') return shown(backfill)
  await move(ctx, actor, agencyId, backfill, 'closed')
  return shown({ ...backfill, state: 'closed' })
}

/**
 * Takes a backfill back: voids each of its lines that still stands, in bounded batches. A crash or the end of the call
 * leaves it `reverting`; calling again goes on behind the last batch, and a reverted one stays as it is.
 * @throws Refusal `not_found`
 */
export async function revertBackfill(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  id: string,
): Promise<Backfill> {
  const before = await readBackfill(ctx, agencyId, id)
  if (before.state === 'reverted') return shown(before)
  if (before.state !== 'reverting') {
    await move(ctx, actor, agencyId, before, 'reverting')
  }
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const { revertedSeq } = await readBackfill(ctx, agencyId, id)
    const { keys, lastSeq } = await nextLines(ctx, agencyId, id, revertedSeq)
    if (lastSeq === null) {
      await move(ctx, actor, agencyId, { ...before, state: 'reverting' }, 'reverted')
      break
    }
    await postCorrections(ctx, {
      agencyId,
      keys,
      decide: (standing) =>
        keys.flatMap((key) => {
          const usage = standing.get(keyText(key))
          return usage === undefined || usage.voided ? [] : [voidOf(usage)]
        }),
      also: () => [
        {
          sql: `UPDATE backfill SET reverted_seq = max(reverted_seq, ?) WHERE agency_id = ? AND id = ? AND state = 'reverting'`,
          args: [lastSeq, agencyId, id],
        },
      ],
    })
  }
  return shown(await readBackfill(ctx, agencyId, id))
}

async function nextLines(
  ctx: Context,
  agencyId: string,
  id: string,
  after: bigint,
): Promise<{ keys: UsageKey[]; lastSeq: bigint | null }> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT e.seq, e.day, e.source, e.id FROM backfill_posting p
            JOIN usage_event e ON e.seq BETWEEN max(p.first_seq, ?3 + 1) AND p.last_seq
            WHERE p.agency_id = ?1 AND p.backfill_id = ?2 AND p.last_seq > ?3
            ORDER BY e.seq LIMIT ${LINES_MAX}`,
      args: [agencyId, id, after],
    },
  ])
  const rows = found?.rows ?? []
  const keys = rows.map((row) => ({
    day: row['day'] as bigint,
    source: String(row['source']),
    id: String(row['id']),
  }))
  return { keys, lastSeq: (rows.at(-1)?.['seq'] as bigint | undefined) ?? null }
}

/** Writes the new state and its audit row. @throws Refusal `version_conflict` where somebody else was faster */
async function move(
  ctx: Context,
  actor: Corrector,
  agencyId: string,
  { id, state, source, lines }: Backfill,
  to: Backfill['state'],
): Promise<void> {
  try {
    await ctx.db.writeBatch([
      {
        sql: 'UPDATE backfill SET state = ? WHERE agency_id = ? AND id = ? AND state = ?',
        args: [to, agencyId, id, state],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: `backfill.${to}`,
        clientId: null,
        subject: id,
        before: { state },
        after: { source, lines },
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    throw new Refusal('version_conflict', 'The backfill has just been changed. Look at it again.')
  }
}
