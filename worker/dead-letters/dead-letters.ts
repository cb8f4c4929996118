import { z } from 'zod'
import { Instant } from '../../shared/contract/scalars.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guardChangedOne } from '../db/guard.ts'
import { openCursor, sealCursor } from '../http/cursor.ts'
import { Refusal } from '../http/problem.ts'

/** GET /v1/dead-letters?state=open|replayed&cursor&limit */
export const DeadLetterQuery = z.object({
  state: z.enum(['open', 'replayed']).default('open'),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** What a queue gave up on: what it was about, never what it said. */
export const DeadLetterView = z.object({
  id: z.string(),
  queue: z.string(),
  reason: z.string(),
  createdAt: Instant,
  replayedAt: Instant.nullable(),
  /** False: its account is not connected to any agency. */
  assigned: z.boolean(),
  account: z.string().nullable(),
  subject: z.string().nullable(),
  service: z.string().nullable(),
})
export const DeadLetterPage = z.object({
  deadLetters: z.array(DeadLetterView),
  nextCursor: z.string().nullable(),
})
export const Replayed = z.object({ id: z.string(), replayedAt: Instant })

/** Whose a letter is: the agency it names, else the one its account is connected to; null = nobody's yet. */
const OWNED = `
  SELECT d.id, d.queue, d.body, d.reason, d.created_at, d.replayed_at,
    coalesce(json_extract(d.body, '$.agencyId'), o.agency_id) AS agency_id
  FROM dead_letter d LEFT JOIN directory o
    ON o.system = json_extract(d.body, '$.system') AND o.external_id = json_extract(d.body, '$.account')
  WHERE json_valid(d.body)`

/** The agency's dead letters and those that are nobody's, newest first. */
export async function listDeadLetters(
  ctx: Context,
  actor: StaffActor,
  query: z.infer<typeof DeadLetterQuery>,
): Promise<z.infer<typeof DeadLetterPage>> {
  const before = query.cursor === undefined ? '~' : openCursor(query.cursor)
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT id, queue, reason, created_at, replayed_at, agency_id, json_extract(body, '$.account') AS account,
              coalesce(json_extract(body, '$.id'), json_extract(body, '$.chargeId')) AS subject,
              json_extract(body, '$.service') AS service
            FROM (${OWNED}) WHERE (agency_id IS NULL OR agency_id = ?) AND id < ?
              AND (replayed_at IS NULL) = ? ORDER BY id DESC LIMIT ?`,
      args: [actor.agencyId, before, query.state === 'open' ? 1n : 0n, BigInt(query.limit + 1)],
    },
  ])
  const rows = found?.rows ?? []
  const page = rows.slice(0, query.limit).map((row) => ({
    id: String(row['id']),
    queue: String(row['queue']),
    reason: String(row['reason']),
    createdAt: new Date(Number(row['created_at'])).toISOString(),
    replayedAt: row['replayed_at'] === null ? null : new Date(Number(row['replayed_at'])).toISOString(),
    assigned: row['agency_id'] !== null,
    account: textOrNull(row['account']),
    subject: textOrNull(row['subject']),
    service: textOrNull(row['service']),
  }))
  const last = page.at(-1)
  return {
    deadLetters: page,
    nextCursor: rows.length > page.length && last !== undefined ? sealCursor(last.id) : null,
  }
}

/**
 * Puts a dead letter back into its queue. What it carries has its own identity, so a replay that comes twice books once;
 * what fails again becomes a new letter. Sent before it is marked: a crash between repeats, and never loses.
 * @throws Refusal `not_found`, `already_replayed`
 */
export async function replayDeadLetter(
  ctx: Context,
  actor: StaffActor,
  id: string,
): Promise<z.infer<typeof Replayed>> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT id, queue, body, reason, replayed_at FROM (${OWNED})
            WHERE id = ? AND (agency_id IS NULL OR agency_id = ?)`,
      args: [id, actor.agencyId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw new Refusal('not_found', 'There is no such dead letter, or it is not yours.')
  if (row['replayed_at'] !== null) throw replayed()
  const queue = row['queue'] === 'payments' ? ctx.queues.payments : ctx.queues.usage
  await queue.send(JSON.parse(String(row['body'])))
  const at = ctx.now()
  try {
    await ctx.db.writeBatch([
      {
        sql: 'UPDATE dead_letter SET replayed_at = ? WHERE id = ? AND replayed_at IS NULL',
        args: [BigInt(at.getTime()), id],
      },
      guardChangedOne(),
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId: actor.agencyId,
        action: 'dead_letter.replayed',
        clientId: null,
        subject: id,
        before: { reason: row['reason'] },
        after: { queue: row['queue'] },
      }),
    ])
  } catch (error) {
    if (error instanceof BatchAborted) throw replayed()
    throw error
  }
  return { id, replayedAt: at.toISOString() }
}

const replayed = () =>
  new Refusal(
    'already_replayed',
    'It was put back into its queue already. What failed again is a new letter.',
  )

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null)
