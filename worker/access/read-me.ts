import type { Me } from '../../shared/contract/auth.ts'
import type { Context } from '../context.ts'
import { ended, type StaffActor } from './tokens.ts'

/** Who is signed in, and for which agency. @throws Refusal `session_ended` for one that was ended meanwhile. */
export async function readMe(ctx: Context, actor: StaffActor): Promise<Me> {
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT name, plan, currency, time_zone FROM session JOIN agency ON agency.id = agency_id
            WHERE agency_id = ? AND session.id = ? AND ended_at IS NULL`,
      args: [actor.agencyId, actor.sessionId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) throw ended()
  return {
    role: actor.role,
    device: actor.device,
    agency: {
      id: actor.agencyId,
      name: row['name'] as string,
      plan: row['plan'] as string,
      currency: row['currency'] as string,
      timeZone: row['time_zone'] as string,
    },
  }
}
