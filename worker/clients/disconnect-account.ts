import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { accountAudit, guardStandsWith, refuseImported, stands } from './account-moves.ts'
import { findAccount } from './find-account.ts'

/**
 * Says that an account of an outside system is nobody's any more. What was booked stays; what comes waits as a dead
 * letter until the account is connected again.
 * @returns whose it was
 * @throws Refusal `not_found` (it is connected to nobody, or another agency's), `account_imported`, `version_conflict`
 *   (it is another client's by now), `session_ended`
 */
export async function disconnectAccount(
  ctx: Context,
  actor: StaffActor,
  { system, account, clientId }: { system: string; account: string; clientId: string },
): Promise<DirectoryEntry> {
  const place = { agencyId: actor.agencyId, system, account }
  const standing = await findAccount(ctx, actor, system, account)
  refuseImported(system)
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      guardStandsWith(place, clientId),
      { sql: 'DELETE FROM directory WHERE system = ? AND external_id = ?', args: [system, account] },
      accountAudit(ctx, actor, place, 'disconnected', clientId, null),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    throw error.index === 0 ? ended() : stands()
  }
  return standing
}
