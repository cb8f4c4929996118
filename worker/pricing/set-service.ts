import type { z } from 'zod'
import type { SetServiceRequest } from '../../shared/contract/clients.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { type ClientRead, readClient, viewOf } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import type { CrmSwitch } from '../crm/double-billing.ts'
import { BatchAborted } from '../db/client.ts'
import { type Intent, answerBefore, keepAnswer } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { fitCrm, refitCrm } from './fit-crm.ts'
import { forgetTerms } from './load-terms.ts'
import { type Move, checkWish, movesOf, wishOf } from './switch-rules.ts'
import { type SwitchWrite, VERSION_SQL, switchStatements, versionGuards } from './switch-statements.ts'
import { termsKey } from './terms.ts'

export interface SetService {
  readonly clientId: string
  readonly service: string
  readonly request: z.infer<typeof SetServiceRequest>
  readonly intent: Intent | null
}

/**
 * Switches who bills one service of a client, and at which multiplier, from now on: new dated terms, the price version,
 * the audit row and the kept answer in one transaction; the CRM is made to fit before (B-15).
 * @returns the answer's JSON text (`SetServiceResponse`), and whether it is that of an earlier, same request
 * @throws Refusal `not_found`, `version_conflict`, `session_ended`, and those of checkWish and settleCrmRebilling
 */
export async function setService(
  ctx: Context,
  actor: StaffActor,
  { clientId, service, request, intent }: SetService,
): Promise<{ body: string; again: boolean }> {
  const before = await answered(ctx, intent)
  if (before !== null) return before

  const read = await readClient(ctx, actor.agencyId, clientId)
  const wish = wishOf(service, request)
  if ((read.versions.get(service) ?? 0n) !== BigInt(request.version)) {
    // Perhaps by this very request, sent twice at once.
    const meanwhile = await answered(ctx, intent)
    if (meanwhile !== null) return meanwhile
    throw changed()
  }
  checkWish(wish, read.client, read.terms)
  const moves = movesOf(wish, clientId, read.terms, read.now)
  const change: CrmSwitch = {
    agencyId: actor.agencyId,
    clientId,
    service,
    // One product is one switch: it is on as soon as it bills any of them.
    from: moves.some((move) => move.before.billedBy === 'crm')
      ? 'crm'
      : (moves[0]?.before.billedBy ?? 'agency'),
    to: wish.billedBy,
    multiplierPpm: wish.multiplierPpm ?? 0n,
    confirmedOff: request.crmRebillingConfirmedOff === true,
  }
  const crm = await fitCrm(ctx, actor, change)
  const write: SwitchWrite = {
    agencyId: actor.agencyId,
    clientId,
    actor,
    moves,
    versions: read.versions,
    auditIds: moves.map(() => ctx.newId()),
    currency: read.client.currency,
    crm,
  }
  try {
    return await send(ctx, actor, { read, write, service, intent })
  } catch (error) {
    const wasSet = crm === 'switchedOn' || crm === 'switchedOff'
    if (error instanceof Refusal && wasSet) await refitCrm(ctx, actor, change)
    throw error
  }
}

async function send(
  ctx: Context,
  actor: StaffActor,
  {
    read,
    write,
    service,
    intent,
  }: { read: ClientRead; write: SwitchWrite; service: string; intent: Intent | null },
): Promise<{ body: string; again: boolean }> {
  const answer = JSON.stringify({
    service: viewOf(withMoves(read, write.moves), service),
    auditId: write.auditIds[0],
  })
  // The number of the new terms is known to the database only.
  const body = {
    sql: `json_set(?, '$.service.version', ${VERSION_SQL})`,
    args: [answer, write.agencyId, write.clientId, service],
  }
  const guards = versionGuards(write)
  try {
    const results = await ctx.db.writeBatch([
      guardSessionLives(actor),
      ...guards,
      ...switchStatements(ctx, write),
      ...(intent === null ? [] : [keepAnswer(ctx, intent, { status: 200, body })]),
      { sql: `SELECT ${body.sql} AS body`, args: body.args },
    ])
    return { body: results.at(-1)?.rows[0]?.['body'] as string, again: false }
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    const kept = await answered(ctx, intent)
    if (kept !== null) return kept
    if (error.index <= guards.length) throw changed()
    throw error
  } finally {
    forgetTerms(write.agencyId)
  }
}

/** The answer that this intent got before, if it took. */
async function answered(ctx: Context, intent: Intent | null): Promise<{ body: string; again: true } | null> {
  const kept = intent === null ? null : await answerBefore(ctx, intent)
  return kept === null ? null : { body: kept.body, again: true }
}

/** What will be there once the moves are written: the answer shows the new state, of the same moment. */
function withMoves(read: ClientRead, moves: readonly Move[]): ClientRead {
  const terms = new Map(read.terms.terms)
  for (const { service, billedBy, rule } of moves) {
    const key = termsKey(read.client.id, service)
    const added = {
      number: 0n,
      validFrom: read.now.getTime(),
      billedBy,
      rule,
      currency: read.client.currency,
    }
    terms.set(key, [added, ...(terms.get(key) ?? [])])
  }
  return { ...read, terms: { ...read.terms, terms } }
}

const changed = () =>
  new Refusal(
    'version_conflict',
    'Somebody changed this service since you loaded it. Load it again, then decide.',
  )
