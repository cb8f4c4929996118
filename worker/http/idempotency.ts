import type { Context as HonoContext } from 'hono'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { sha256, toHex } from '../hex.ts'
import type { AppEnv } from './app-env.ts'
import { Refusal } from './problem.ts'

/** One intent of a caller, under the key they gave it. */
export interface Intent {
  readonly agencyId: string
  readonly key: string
  /** SHA-256 of method, path and body, hex. */
  readonly request: string
}

/** The intent behind the header Idempotency-Key, null where none was sent. @throws Refusal `invalid_request` */
export async function intentOf(
  c: HonoContext<AppEnv>,
  agencyId: string,
  body: string,
): Promise<Intent | null> {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    const reason = 'printable characters without spaces, at most 200'
    throw new Refusal('invalid_request', `Idempotency-Key: ${reason}.`, [
      { field: 'Idempotency-Key', reason },
    ])
  }
  return { agencyId, key, request: toHex(await sha256(`${c.req.method} ${c.req.path}\n${body}`)) }
}

/**
 * The answer that this intent got before, or null if it never took. Only what changed something is kept: a refused
 * request changed nothing, so sending it again tries again. @throws Refusal `idempotency_key_reused`
 */
export async function answerBefore(
  ctx: Pick<Context, 'db'>,
  intent: Intent,
): Promise<{ status: number; body: string } | null> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT request, status, body FROM idempotency WHERE agency_id = ? AND key = ?',
      args: [intent.agencyId, intent.key],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return null
  if (row['request'] !== intent.request) {
    throw new Refusal(
      'idempotency_key_reused',
      'This key was used for another request. Make a new key for each intent.',
    )
  }
  return { status: Number(row['status']), body: row['body'] as string }
}

/** The same for routes where the key is optional, as their own answer. @throws Refusal `idempotency_key_reused` */
export async function answered(
  ctx: Pick<Context, 'db'>,
  intent: Intent | null,
): Promise<{ body: string; again: true } | null> {
  const kept = intent === null ? null : await answerBefore(ctx, intent)
  return kept === null ? null : { body: kept.body, again: true }
}

/**
 * Keeps the answer, in the batch that makes the change: both or neither. A second batch with the same key fails on
 * the table's key and so changes nothing.
 * @param body SQL that yields the JSON text, for figures that only the database knows
 */
export function keepAnswer(
  ctx: Pick<Context, 'now'>,
  intent: Intent,
  answer: { status: number; body: { sql: string; args: (string | bigint)[] } },
): Statement {
  return {
    sql: `INSERT INTO idempotency (agency_id, key, request, status, body, created_at)
          VALUES (?, ?, ?, ?, ${answer.body.sql}, ?)`,
    args: [
      intent.agencyId,
      intent.key,
      intent.request,
      BigInt(answer.status),
      ...answer.body.args,
      BigInt(ctx.now().getTime()),
    ],
  }
}

/** Sends an answer that is JSON text already; one that was kept is marked as such. */
export function sendAnswer(
  c: HonoContext<AppEnv>,
  { body, again }: { body: string; again: boolean },
): Response {
  if (again) c.header('idempotency-replayed', 'true')
  return c.body(body, 200, { 'content-type': 'application/json' })
}
