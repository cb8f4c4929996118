import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { localDay } from '../ledger/local-day.ts'
import type { UsageKey } from './standing-usage.ts'

/** @throws Refusal `period_closed` where the usage's own local month is closed, or an invoice has it (MO-09) */
export async function refuseIfClosed(ctx: Context, agencyId: string, key: UsageKey): Promise<void> {
  const [found, closed] = await ctx.db.readBatch([
    {
      sql: `SELECT e.occurred_at, a.time_zone, ${INVOICED} AS invoiced FROM usage_event e JOIN agency a ON a.id = e.agency_id
            WHERE e.agency_id = ? AND e.day = ? AND e.source = ? AND e.id = ?`,
      args: [agencyId, key.day, key.source, key.id],
    },
    { sql: 'SELECT max(month) AS month FROM period_close WHERE agency_id = ?', args: [agencyId] },
  ])
  const row = found?.rows[0]
  const through = closed?.rows[0]?.['month']
  if (row === undefined) return
  if (row['invoiced'] === 1n) {
    throw new Refusal(
      'period_closed',
      'The usage is invoiced. Give a credit note, or void it without onlyIfOpen: the next invoice takes the credit.',
    )
  }
  if (typeof through !== 'bigint') return
  const { month } = localDay(new Date(Number(row['occurred_at'])), String(row['time_zone']))
  if (month > through) return
  throw new Refusal(
    'period_closed',
    'The usage lies in a closed period and may be invoiced. Void it without onlyIfOpen: the open period takes the credit.',
  )
}

/** SQL over `usage_event e`: an invoice has the line (as in charging/invoice-sql.ts). */
const INVOICED = `EXISTS (
  SELECT 1 FROM invoice i WHERE i.agency_id = e.agency_id AND i.client_id = e.client_id AND i.state = 'issued'
    AND e.billed_by = 'ledger' AND e.billing_mode = 'postpaid' AND e.seq <= i.through_seq
    AND CASE i.cut_off WHEN 'usage' THEN e.occurred_at ELSE e.received_at END < i.period_end)`
