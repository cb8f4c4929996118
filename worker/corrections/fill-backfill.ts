import type { UsageEventInput, UsageResult } from '../../shared/contract/usage.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { Refusal } from '../http/problem.ts'
import { StateMoved } from '../ledger/post-usage.ts'
import { recordUsage } from '../usage/record.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { type Backfill, readBackfill } from './backfill.ts'

/**
 * Takes old usage into an open backfill: the way of POST /v1/usage, with its duplicates and conflicts, but for the
 * range of the backfill instead of the last 35 days. The lines are remembered, so that all can be taken back.
 * @param toEvent makes our event of what the source sent
 * @throws Refusal `not_found`, `backfill_closed`
 */
export async function fillBackfill(
  ctx: Context,
  agencyId: string,
  id: string,
  source: string,
  events: readonly UsageEventInput[],
  toEvent: (event: UsageEventInput) => UsageEvent,
): Promise<UsageResult[]> {
  const backfill = await readBackfill(ctx, agencyId, id)
  if (backfill.source !== source) {
    throw new Refusal('not_found', 'There is no such backfill, or it is not yours.')
  }
  if (backfill.state !== 'open') throw closed()
  const refused = events.map((event) => outside(backfill, event))
  const accepted = events.filter((_, i) => refused[i] === null).map(toEvent)
  let recorded: UsageResult[]
  try {
    recorded = accepted.length === 0 ? [] : await recordUsage(ctx, agencyId, accepted, remember(agencyId, id))
  } catch (error) {
    const guarded = error instanceof BatchAborted || error instanceof StateMoved
    if (guarded && (await readBackfill(ctx, agencyId, id)).state !== 'open') throw closed()
    throw error
  }
  const results = recorded.values()
  return events.map((_, i) => refused[i] ?? (results.next().value as UsageResult))
}

const closed = () => new Refusal('backfill_closed', 'This backfill is closed. Open another for more usage.')

function outside({ from, to }: Backfill, { id, occurredAt }: UsageEventInput): UsageResult | null {
  const at = occurredAt === undefined ? Number.NaN : Date.parse(occurredAt)
  if (at >= Date.parse(from) && at < Date.parse(to)) return null
  return {
    id,
    outcome: 'rejected',
    code: 'outside_backfill',
    detail: 'occurredAt must be given and lie in the range of the backfill. Nothing was posted for it.',
  }
}

/** Rides in the posting's batch: the lines belong to the backfill, and only to one that is still open. */
const remember = (agencyId: string, id: string): Statement[] => [
  {
    sql: `INSERT INTO backfill_posting (agency_id, backfill_id, journal, first_seq, last_seq)
          SELECT j.agency_id, ?, j.number, j.first_seq, j.last_seq
          FROM journal j JOIN ledger_head h ON h.id = 1 AND j.number = h.journal
          WHERE j.agency_id = ? AND j.kind = 'usage'`,
    args: [id, agencyId],
  },
  guard(`EXISTS (SELECT 1 FROM backfill WHERE agency_id = ? AND id = ? AND state = 'open')`, [agencyId, id]),
]
