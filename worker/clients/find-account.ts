import type { DirectoryEntry } from '../../shared/contract/directory.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { noSuchClient } from './get-client.ts'

/**
 * The client behind an account of an outside system: a source at CloseBot, a sub-account at HighLevel.
 * @param system name of the outside system as in `directory`
 * @throws Refusal `not_found` for an account that nobody has connected as for another agency's
 */
export async function findAccount(
  ctx: Pick<Context, 'db'>,
  { agencyId }: StaffActor,
  system: string,
  account: string,
): Promise<DirectoryEntry> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT c.id, c.name FROM directory AS d JOIN client AS c ON c.agency_id = d.agency_id AND c.id = d.client_id
            WHERE d.system = ? AND d.external_id = ? AND d.agency_id = ?`,
      args: [system, account, agencyId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw noSuchClient()
  return { client: { id: row['id'] as string, name: row['name'] as string } }
}
