import { periodOf } from '../../shared/periods/calendar.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { type Statement, buildStatement } from './build.ts'
import { type Month, statementReads } from './read-sql.ts'
import { transferReference } from './transfer-reference.ts'

export interface StatementRead extends Statement {
  readonly month: Month
  /** YYYY-MM */
  readonly key: string
  /** What a bank transfer for it names. */
  readonly reference: string
  /** The month is not over, or not closed yet: figures may still change. */
  readonly provisional: boolean
}

/**
 * A client's month in the agency's time zone. @param key YYYY-MM, absent = the running month
 * @throws Refusal not_found (also for another agency's client), invalid_request for a month that has not begun
 */
export async function readStatement(
  ctx: Context,
  agencyId: string,
  clientId: string,
  key?: string,
): Promise<StatementRead> {
  const [zones] = await ctx.db.readBatch([
    { sql: 'SELECT time_zone FROM agency WHERE id = ?', args: [agencyId] },
  ])
  const zone = zones?.rows[0]?.['time_zone']
  if (typeof zone !== 'string') throw noSuchClient()
  const now = ctx.now().getTime()
  const running = periodOf(now, 'month', zone)
  const asked = key === undefined ? running : monthOf(key, zone)
  if (asked.startMs > running.startMs) {
    const reason = 'a month that has begun'
    throw new Refusal('invalid_request', `month: ${reason}.`, [{ field: 'month', reason }])
  }
  const [year = 0, number = 1] = asked.key.split('-').map(Number)
  const month = { month: BigInt(year * 12 + number - 1), startMs: asked.startMs, endMs: asked.endMs }
  const statement = buildStatement(await ctx.db.readBatch(statementReads(agencyId, clientId, month)), month)
  if (statement === undefined) throw noSuchClient()
  const monthKey = asked.key.slice(0, 7)
  const reference = await transferReference(agencyId, clientId, monthKey)
  return { ...statement, month, key: monthKey, reference, provisional: asked.endMs > BigInt(now) }
}

/** The 15th at noon UTC lies in the month whatever the zone. */
const monthOf = (key: string, zone: string) => periodOf(Date.parse(`${key}-15T12:00:00Z`), 'month', zone)
