import type { z } from 'zod'
import type { UndoRequest } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import { readClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { type Intent, answered } from '../http/idempotency.ts'
import { Refusal } from '../http/problem.ts'
import { carryOut, changed } from './carry-out.ts'
import { readFloors } from './floors.ts'
import { type Basis, type Move, moveTo, rowFrom } from './moves.ts'
import { type Answer, answerTail } from './set-service.ts'
import { termsKey } from './terms.ts'

/**
 * Puts back what a client had before a change, for every service that the change moved (B-14). Nothing is removed: it is
 * a new change, from now on, or from when the undone one would have begun. Every check of a switch holds for it too.
 * @throws Refusal `not_found`, `version_conflict`, and those of carryOut
 */
export async function undoService(
  ctx: Context,
  actor: StaffActor,
  of: { clientId: string; service: string; request: z.infer<typeof UndoRequest>; intent: Intent | null },
): Promise<Answer> {
  const { clientId, service, request, intent } = of
  const before = await answered(ctx, intent)
  if (before !== null) return before
  const read = await readClient(ctx, actor.agencyId, clientId)
  const basis = { ...read, floors: await readFloors(ctx, actor.agencyId) }
  const rows = await changedRows(ctx, actor.agencyId, clientId, request.auditId)
  const main = rows.find((row) => row.service === service)
  if (main === undefined) throw noSuchChange()
  if ((read.versions.get(service) ?? 0n) !== BigInt(request.version)) {
    const meanwhile = await answered(ctx, intent)
    if (meanwhile !== null) return meanwhile
    throw changed()
  }
  const moves = undoing([main, ...rows.filter((row) => row !== main)], basis)
  const at = undoneFrom(main, basis)
  return carryOut(
    ctx,
    actor,
    { ...request, basis, moves, at, action: 'service.undone', note: { undoes: request.auditId } },
    answerTail(ctx, actor, { read, moves, at, service, intent }),
  )
}

/** A row of terms that a change wrote. */
export interface ChangedRow {
  readonly service: string
  readonly number: bigint
  readonly validFrom: number
  /** Number of the newest terms of that client and service. */
  readonly newest: bigint
}

/** What a change wrote for a client; empty where it wrote nothing, or is another agency's. */
export async function changedRows(
  ctx: Pick<Context, 'db'>,
  agencyId: string,
  clientId: string,
  changeId: string,
): Promise<ChangedRow[]> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT t.service, t.number, t.valid_from, (
              SELECT max(n.number) FROM service_terms n
              WHERE n.agency_id = t.agency_id AND n.client_id = t.client_id AND n.service = t.service) AS newest
            FROM service_terms t WHERE t.agency_id = ? AND t.client_id = ? AND t.change_id = ? ORDER BY t.number`,
      args: [agencyId, clientId, changeId],
    },
  ])
  return (found?.rows ?? []).map((row) => ({
    service: row['service'] as string,
    number: row['number'] as bigint,
    validFrom: Number(row['valid_from']),
    newest: row['newest'] as bigint,
  }))
}

/** From now on, or from when the undone terms would have begun. */
export const undoneFrom = ({ validFrom }: ChangedRow, { now }: Pick<Basis, 'now'>): Date =>
  new Date(Math.max(validFrom, now.getTime()))

/** The moves that undo a change. @throws Refusal `version_conflict` where one of its services was changed again */
export function undoing(rows: readonly ChangedRow[], basis: Basis): Move[] {
  return rows.map((row) => {
    if (row.number !== row.newest) throw changed()
    const older = basis.terms.terms
      .get(termsKey(basis.client.id, row.service))
      ?.find(({ number, validFrom }) => number < row.number && validFrom <= row.validFrom)
    return moveTo(row.service, basis, undoneFrom(row, basis), rowFrom(older, basis.client.currency))
  })
}

export const noSuchChange = () =>
  new Refusal('not_found', 'There is no such change of this service to undo. See its history.')
