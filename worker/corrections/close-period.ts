import { z } from 'zod'
import { periodOf } from '../../shared/periods/calendar.ts'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../http/problem.ts'
import { localDay } from '../ledger/local-day.ts'

export const MonthText = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month as YYYY-MM')

export interface ClosedPeriod {
  /** YYYY-MM in the agency's time zone. */
  readonly month: string
  readonly closedAt: string
}

/**
 * Closes a local month, and every one before it: from now on usage of these months books into the open one (design §4).
 * A month that is closed already, itself or with a later one, stays as it is.
 * @throws Refusal `period_running` for a month that is not over
 */
export async function closePeriod(ctx: Context, actor: StaffActor, month: string): Promise<ClosedPeriod> {
  const number = monthNumber(month)
  const [agency, standing] = await ctx.db.readBatch([
    { sql: 'SELECT time_zone FROM agency WHERE id = ?', args: [actor.agencyId] },
    {
      sql: `SELECT month, closed_at FROM period_close WHERE agency_id = ? AND month >= ? ORDER BY month LIMIT 1`,
      args: [actor.agencyId, number],
    },
  ])
  const before = standing?.rows[0]
  if (before !== undefined) return { month, closedAt: timeOf(before['closed_at']) }
  const now = localDay(ctx.now(), String(agency?.rows[0]?.['time_zone']))
  if (number >= now.month) {
    throw new Refusal('period_running', 'A month can be closed once it is over in the agency’s time zone.')
  }
  const at = BigInt(ctx.now().getTime())
  await ctx.db.writeBatch([
    {
      sql: `INSERT INTO period_close (agency_id, month, last_seq, closed_at)
            SELECT ?, ?, coalesce(max(seq), 0), ? FROM usage_event WHERE true
            ON CONFLICT DO NOTHING`,
      args: [actor.agencyId, number, at],
    },
    auditStatement(ctx, actor, {
      id: ctx.newId(),
      agencyId: actor.agencyId,
      action: 'period.closed',
      clientId: null,
      subject: month,
      before: null,
      after: { closedAt: ctx.now().toISOString() },
    }),
  ])
  return { month, closedAt: ctx.now().toISOString() }
}

/** The agency's closed months, newest first. A month before the newest is closed too, named or not. */
export async function listPeriods(
  ctx: Context,
  actor: StaffActor,
): Promise<{ current: string; closed: ClosedPeriod[] }> {
  const [agency, rows] = await ctx.db.readBatch([
    { sql: 'SELECT time_zone FROM agency WHERE id = ?', args: [actor.agencyId] },
    {
      sql: `SELECT month, closed_at FROM period_close WHERE agency_id = ? ORDER BY month DESC LIMIT 120`,
      args: [actor.agencyId],
    },
  ])
  const current = periodOf(ctx.now().getTime(), 'month', String(agency?.rows[0]?.['time_zone']))
  return {
    current: current.key.slice(0, 7),
    closed: (rows?.rows ?? []).map((row) => ({
      month: monthText(row['month'] as bigint),
      closedAt: timeOf(row['closed_at']),
    })),
  }
}

/** `2026-11` → year × 12 + month − 1, as in month_sum. */
export const monthNumber = (month: string): bigint =>
  BigInt(month.slice(0, 4)) * 12n + BigInt(month.slice(5)) - 1n

const monthText = (month: bigint): string =>
  `${String(month / 12n).padStart(4, '0')}-${String((month % 12n) + 1n).padStart(2, '0')}`

const timeOf = (ms: unknown) => new Date(Number(ms)).toISOString()
