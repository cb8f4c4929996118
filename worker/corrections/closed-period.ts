import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { localDay } from '../ledger/local-day.ts'
import type { UsageKey } from './standing-usage.ts'

/** @throws Refusal `period_closed` where the usage's own local month is closed */
export async function refuseIfClosed(ctx: Context, agencyId: string, key: UsageKey): Promise<void> {
  const [found, closed] = await ctx.db.readBatch([
    {
      sql: `SELECT e.occurred_at, a.time_zone FROM usage_event e JOIN agency a ON a.id = e.agency_id
            WHERE e.agency_id = ? AND e.day = ? AND e.source = ? AND e.id = ?`,
      args: [agencyId, key.day, key.source, key.id],
    },
    { sql: 'SELECT max(month) AS month FROM period_close WHERE agency_id = ?', args: [agencyId] },
  ])
  const row = found?.rows[0]
  const through = closed?.rows[0]?.['month']
  if (row === undefined || typeof through !== 'bigint') return
  const { month } = localDay(new Date(Number(row['occurred_at'])), String(row['time_zone']))
  if (month > through) return
  throw new Refusal(
    'period_closed',
    'The usage lies in a closed period and may be invoiced. Void it without onlyIfOpen: the open period takes the credit.',
  )
}
