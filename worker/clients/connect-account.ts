import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { accountAudit, guardStandsWith, refuseImported, stands } from './account-moves.ts'
import { findAccount } from './find-account.ts'
import { noSuchClient } from './get-client.ts'

/**
 * Says that an account of an outside system (a source at CloseBot) is a client's: usage of it is the client's from now
 * on, also what waited for somebody to claim it. Doing it twice is doing it once. An account that is another client's
 * moves only from the client that the caller names; what was booked there stays there.
 * @throws Refusal `not_found` (no such client), `account_connected`, `account_imported`, `version_conflict` (it is not
 *   `from`'s any more), `session_ended`
 */
export async function connectAccount(
  ctx: Context,
  actor: StaffActor,
  {
    system,
    account,
    clientId,
    from,
  }: { system: string; account: string; clientId: string; from?: string | undefined },
): Promise<DirectoryEntry> {
  const { agencyId } = actor
  const place = { agencyId, system, account }
  const standing = await findAccount(ctx, actor, system, account).catch(nothing)
  if (standing?.client.id === clientId) return standing
  if (from !== undefined) refuseImported(system)
  const isMove = from !== undefined
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      guard('EXISTS (SELECT 1 FROM client WHERE agency_id = ? AND id = ?)', [agencyId, clientId]),
      isMove
        ? guardStandsWith(place, from)
        : guard('NOT EXISTS (SELECT 1 FROM directory WHERE system = ? AND external_id = ?)', [
            system,
            account,
          ]),
      {
        sql: `INSERT INTO directory (system, external_id, agency_id, client_id) VALUES (?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET client_id = excluded.client_id`,
        args: [system, account, agencyId, clientId],
      },
      ...(isMove ? [accountAudit(ctx, actor, place, 'disconnected', from, clientId)] : []),
      accountAudit(ctx, actor, place, 'connected', from ?? null, clientId),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    if (error.index === 1) throw noSuchClient()
    if (isMove) throw stands()
    throw new Refusal(
      'account_connected',
      'This account is connected to a client already. Nothing was changed.',
    )
  }
  return findAccount(ctx, actor, system, account)
}

function nothing(error: unknown): null {
  if (error instanceof Refusal && error.code === 'not_found') return null
  throw error
}
