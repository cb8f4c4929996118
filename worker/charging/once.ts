import { guardSessionLives } from '../access/end-session.ts'
import { ended } from '../access/tokens.ts'
import type { Actor, Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { type Intent, answerBefore, keepAnswer } from '../http/idempotency.ts'

/** Who may move a client's money: staff, or the client itself in the portal (which checks its own session). */
export type MoneyActor = Extract<Actor, { kind: 'staff' | 'client' }>

/** What a money action writes, and the JSON it answers with. */
export interface OnceWrite {
  readonly statements: readonly Statement[]
  readonly answer: unknown
  /** Names the refusal when the i-th statement aborted the batch; undefined = it was something else. */
  readonly refusedAt?: (index: number) => Error | undefined
}

/**
 * Runs a money action once for its Idempotency-Key: the action and its answer are written in one batch, and a
 * repeat, also at the same moment, gets the first one's answer.
 * @throws Refusal idempotency_key_reused, session_ended, and what `make` and `refusedAt` say
 */
export async function once(
  ctx: Context,
  actor: MoneyActor,
  intent: Intent,
  make: () => Promise<OnceWrite>,
): Promise<{ body: string; again: boolean }> {
  const before = await answerBefore(ctx, intent)
  if (before !== null) return { body: before.body, again: true }
  const { statements, answer, refusedAt } = await make()
  const body = JSON.stringify(answer)
  const guards = 1
  try {
    await ctx.db.writeBatch([
      guardActor(actor),
      ...statements,
      keepAnswer(ctx, intent, { status: 200, body: { sql: '?', args: [body] } }),
    ])
    return { body, again: false }
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    const meanwhile = await answerBefore(ctx, intent)
    if (meanwhile !== null) return { body: meanwhile.body, again: true }
    throw refusedAt?.(error.index - guards) ?? error
  }
}

const guardActor = (actor: MoneyActor): Statement =>
  actor.kind === 'staff'
    ? guardSessionLives(actor)
    : guard('EXISTS (SELECT 1 FROM client WHERE agency_id = ? AND id = ?)', [actor.agencyId, actor.clientId])
