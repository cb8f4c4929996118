import type { z } from 'zod'
import type { UndoRequest } from '../../shared/contract/pricing.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { type Intent, answered } from '../http/idempotency.ts'
import { changed } from './carry-out.ts'
import { readDefault } from './get-default.ts'
import { rowFrom } from './moves.ts'
import { changeDefault } from './set-default.ts'
import type { Answer } from './set-service.ts'
import { DEFAULT_CLIENT, termsKey } from './terms.ts'
import { changedRows, noSuchChange, undoneFrom } from './undo-service.ts'

/**
 * Puts back the default that was there before a change (B-14); clients that kept what they had then follow it again. All
 * checks of a new default hold. @throws Refusal `not_found`, `version_conflict`, and those of setDefault
 */
export async function undoDefault(
  ctx: Context,
  actor: StaffActor,
  of: { service: string; request: z.infer<typeof UndoRequest>; intent: Intent | null },
): Promise<Answer> {
  const { service, request, intent } = of
  const again = await answered(ctx, intent)
  if (again !== null) return again
  const read = await readDefault(ctx, actor.agencyId, service)
  const rows = await changedRows(ctx, actor.agencyId, DEFAULT_CLIENT, request.auditId)
  const main = rows.find((row) => row.service === service)
  if (main === undefined) throw noSuchChange()
  if (main.number !== main.newest || read.version !== BigInt(request.version)) {
    const meanwhile = await answered(ctx, intent)
    if (meanwhile !== null) return meanwhile
    throw changed()
  }
  const older = read.terms.terms
    .get(termsKey(DEFAULT_CLIENT, service))
    ?.find(({ number, validFrom }) => number < main.number && validFrom <= main.validFrom)
  const row = rowFrom(older, read.terms.currency)
  return changeDefault(ctx, actor, {
    service,
    intent,
    request,
    read,
    // Nothing agreed means that the agency absorbs it.
    row: row.choice === 'default' ? { ...row, choice: 'agency' } : row,
    at: undoneFrom(main, { now: ctx.now() }),
    undoes: request.auditId,
  })
}
