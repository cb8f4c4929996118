import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import { guardSessionLives } from '../access/end-session.ts'
import { type StaffActor, ended } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { findAccount } from './find-account.ts'
import { noSuchClient } from './get-client.ts'

/**
 * Says that an account of an outside system (a source at CloseBot) is a client's: usage of it is the client's from now
 * on, also what waited for somebody to claim it. Doing it twice is doing it once. An account never moves to another
 * client: usage that was booked would stay behind, and isolates keep whose it is.
 * @throws Refusal `not_found` (no such client), `account_connected`, `session_ended`
 */
export async function connectAccount(
  ctx: Context,
  actor: StaffActor,
  { system, account, clientId }: { system: string; account: string; clientId: string },
): Promise<DirectoryEntry> {
  const { agencyId } = actor
  const standing = await findAccount(ctx, actor, system, account).catch(nothing)
  if (standing?.client.id === clientId) return standing
  try {
    await ctx.db.writeBatch([
      guardSessionLives(actor),
      guard('EXISTS (SELECT 1 FROM client WHERE agency_id = ? AND id = ?)', [agencyId, clientId]),
      guard('NOT EXISTS (SELECT 1 FROM directory WHERE system = ? AND external_id = ?)', [system, account]),
      {
        sql: 'INSERT INTO directory (system, external_id, agency_id, client_id) VALUES (?, ?, ?, ?)',
        args: [system, account, agencyId, clientId],
      },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'account.connected',
        clientId,
        subject: `${system} ${account}`,
        before: null,
        after: { client: clientId },
      }),
    ])
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error
    if (error.index === 0) throw ended()
    if (error.index === 1) throw noSuchClient()
    throw new Refusal(
      'account_connected',
      'This account is connected to a client already, and stays there. Nothing was changed.',
    )
  }
  return findAccount(ctx, actor, system, account)
}

function nothing(error: unknown): null {
  if (error instanceof Refusal && error.code === 'not_found') return null
  throw error
}
