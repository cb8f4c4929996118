import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { loadTerms } from '../pricing/load-terms.ts'
import { recordUsage } from '../usage/record.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { errorName } from '../log.ts'
import { type DueFee, dueFees } from './due-fees.ts'

export const SCHEDULE = 'schedule'
const AGENCIES_MAX = 1_000
const CLIENTS_MAX = 5_000
const FEES_A_BATCH = 500

/**
 * Books the recurring and set-up fees that have fallen due, as usage of the source `schedule`: rated, posted and charged
 * like any other (MO-05, MO-06). Safe to run at any time: a fee's id names its period, so it is booked once.
 */
export async function bookFees(ctx: Context): Promise<number> {
  let booked = 0
  for (const agencyId of await agenciesWithFees(ctx)) {
    try {
      booked += await bookAgency(ctx, agencyId)
    } catch (error) {
      ctx.log.error('fees_failed', { agencyId, error: errorName(error) })
    }
  }
  return booked
}

async function bookAgency(ctx: Context, agencyId: string): Promise<number> {
  const [clients] = await ctx.db.readBatch([
    {
      sql: `SELECT id FROM client WHERE agency_id = ? AND suspended = 0 ORDER BY id LIMIT ${CLIENTS_MAX}`,
      args: [agencyId],
    },
  ])
  const ids = (clients?.rows ?? []).map((row) => String(row['id']))
  const terms = await loadTerms(ctx, agencyId, ids)
  const fees = ids.flatMap((id) => dueFees(terms, id, ctx.now()))
  const due = await withActivity(ctx, agencyId, fees)
  let booked = 0
  for (let from = 0; from < due.length; from += FEES_A_BATCH) {
    const events = due.slice(from, from + FEES_A_BATCH).map((fee) => eventOf(ctx, agencyId, fee))
    const results = await recordUsage(ctx, agencyId, events)
    booked += results.filter(({ outcome }) => outcome === 'posted').length
  }
  return booked
}

function eventOf(ctx: Context, agencyId: string, fee: DueFee): UsageEvent {
  return {
    source: SCHEDULE,
    system: SCHEDULE,
    account: fee.clientId,
    agencyId,
    clientId: fee.clientId,
    id: `${fee.clientId}/${fee.service}/${fee.key}`,
    service: fee.service,
    quantity: fee.quantity,
    occurredAt: fee.occurredAt.toISOString(),
    receivedAt: ctx.now().toISOString(),
    ownTime: true,
    repeatWindowDays: 0,
    unitCost: null,
    estimated: false,
    attributes: {},
  }
}

/** Leaves out fees that are due only with activity (any usage that stands and is no fee itself) where there was none. */
async function withActivity(ctx: Context, agencyId: string, fees: readonly DueFee[]): Promise<DueFee[]> {
  const asked = fees.filter((fee) => fee.ifActiveIn !== null)
  if (asked.length === 0) return [...fees]
  const [active] = await ctx.db.readBatch([activity(agencyId, asked)])
  const seen = new Set((active?.rows ?? []).map((row) => String(row['at'])))
  const silent = new Set(asked.filter((_, i) => !seen.has(String(i))))
  return fees.filter((fee) => !silent.has(fee))
}

function activity(agencyId: string, asked: readonly DueFee[]): Statement {
  const DAY_MS = 86_400_000n
  const rows = asked.map(({ clientId, ifActiveIn: period }, i) => {
    const [from, to] = [period?.startMs ?? 0n, period?.endMs ?? 0n]
    return `[${i},${JSON.stringify(clientId)},${from},${to},${from / DAY_MS},${to / DAY_MS}]`
  })
  return {
    sql: `SELECT j.value ->> 0 AS at FROM json_each(?2) j WHERE EXISTS (
            SELECT 1 FROM usage_event e WHERE e.agency_id = ?1 AND e.client_id = j.value ->> 1
              AND e.day BETWEEN j.value ->> 4 AND j.value ->> 5
              AND e.occurred_at >= j.value ->> 2 AND e.occurred_at < j.value ->> 3
              AND e.source <> '${SCHEDULE}' AND e.kind = 'usage'
              AND NOT EXISTS (SELECT 1 FROM usage_event v
                WHERE v.agency_id = e.agency_id AND v.day = e.day AND v.source = e.source
                  AND v.id >= e.id || '~' AND v.id < e.id || char(127) AND v.corrects = e.id AND v.kind = 'void'))`,
    args: [agencyId, `[${rows.join(',')}]`],
  }
}

/** Agencies that have agreed a fee which falls due by itself. */
async function agenciesWithFees(ctx: Pick<Context, 'db'>): Promise<string[]> {
  const [found] = await ctx.db.readBatch([
    `SELECT DISTINCT agency_id FROM service_terms
     WHERE rule ->> 'kind' IN ('recurring', 'setupFee') LIMIT ${AGENCIES_MAX}`,
  ])
  return (found?.rows ?? []).map((row) => String(row['agency_id']))
}
