import type { z } from 'zod'
import type { SetServiceRequest } from '../../shared/contract/clients.ts'
import type { StaffActor } from '../access/tokens.ts'
import { type ClientRead, readClient, viewOf } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { type Intent, answered, keepAnswer } from '../http/idempotency.ts'
import { type Tail, carryOut, changed } from './carry-out.ts'
import { readFloors } from './floors.ts'
import { type Move, movesOf } from './moves.ts'
import { VERSION_SQL } from './switch-statements.ts'
import { type AgencyTerms, termsKey } from './terms.ts'
import { wishOf } from './wish.ts'

export interface SetService {
  readonly clientId: string
  readonly service: string
  readonly request: z.infer<typeof SetServiceRequest>
  readonly intent: Intent | null
}
export type Answer = { body: string; again: boolean }

/**
 * Switches who bills one service of a client, and by which rule, from now or a later instant on.
 * @returns the answer's JSON text (`SetServiceResponse`), and whether it is that of an earlier, same request
 * @throws Refusal `not_found`, `version_conflict`, those of wishOf and carryOut
 */
export async function setService(
  ctx: Context,
  actor: StaffActor,
  { clientId, service, request, intent }: SetService,
): Promise<Answer> {
  const before = await answered(ctx, intent)
  if (before !== null) return before

  const wish = wishOf(service, request, ctx.now())
  const read = await readClient(ctx, actor.agencyId, clientId)
  if ((read.versions.get(service) ?? 0n) !== BigInt(request.version)) {
    // Perhaps by this very request, sent twice at once.
    const meanwhile = await answered(ctx, intent)
    if (meanwhile !== null) return meanwhile
    throw changed()
  }
  const basis = { ...read, floors: await readFloors(ctx, actor.agencyId) }
  const moves = movesOf(wish, basis)
  const at = wish.validFrom ?? read.now
  return carryOut(
    ctx,
    actor,
    { ...request, basis, moves, at },
    answerTail(ctx, actor, { read, moves, at, service, intent }),
  )
}

/** Answers with the service as it is after the switch; the number of the new terms is known to the database only. */
export function answerTail(
  ctx: Context,
  { agencyId }: StaffActor,
  of: { read: ClientRead; moves: readonly Move[]; at: Date; service: string; intent: Intent | null },
): Tail<Answer> {
  const { read, service, intent } = of
  const bodyOf = (auditId: string) => {
    const answer = JSON.stringify({ service: viewOf(withMoves(read, of.moves, of.at), service), auditId })
    return {
      sql: `json_set(?, '$.service.version', ${VERSION_SQL})`,
      args: [answer, agencyId, read.client.id, service],
    }
  }
  return {
    statements: (auditId) => {
      const body = bodyOf(auditId)
      return [
        ...(intent === null ? [] : [keepAnswer(ctx, intent, { status: 200, body })]),
        { sql: `SELECT ${body.sql} AS body`, args: body.args },
      ]
    },
    done: (results) => ({ body: results.at(-1)?.rows[0]?.['body'] as string, again: false }),
    again: () => answered(ctx, intent),
  }
}

/** What will be there once the moves are written: the answer shows the new state, of the same moment. */
function withMoves(read: ClientRead, moves: readonly Move[], at: Date): ClientRead {
  const terms = new Map(read.terms.terms)
  for (const { service, choice, rule, currency } of moves) {
    const key = termsKey(read.client.id, service)
    const added = { number: 0n, validFrom: at.getTime(), billedBy: choice, rule, currency }
    const list = [added, ...(terms.get(key) ?? [])]
    terms.set(
      key,
      list.sort((a, b) => b.validFrom - a.validFrom),
    )
  }
  const after: AgencyTerms = { ...read.terms, terms }
  return { ...read, terms: after }
}
