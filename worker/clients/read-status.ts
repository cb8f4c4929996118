import { formatNano } from '../../shared/money/nano.ts'
import type { Status } from '../../shared/contract/status.ts'
import type { Context } from '../context.ts'
import { bookCheckOf, bookCheckStatement } from '../ledger/check-marks.ts'

/** Ids that the nightly check found on several days, of which usage still stands on more than one. */
const OPEN_REPEATS = `
  SELECT count(*) AS open FROM repeat_finding f WHERE f.agency_id = ? AND (
    SELECT count(*) FROM json_each(f.days) d CROSS JOIN usage_event e
      ON e.agency_id = f.agency_id AND e.day = d.value AND e.source = f.source AND e.id = f.id
    WHERE NOT EXISTS (SELECT 1 FROM usage_event v
      WHERE v.agency_id = e.agency_id AND v.day = e.day AND v.source = e.source
        AND v.id >= e.id || '~' AND v.id < e.id || char(127) AND v.corrects = e.id AND v.kind = 'void')) > 1`

/** How an agency stands, read in one moment: what came, what was charged, and whether its accounts sum to 0. */
export async function readStatus(ctx: Pick<Context, 'db' | 'now'>, agencyId: string): Promise<Status> {
  const [balances, outcomes, charges, dead, head, books, repeats] = await ctx.db.readBatch([
    {
      sql: 'SELECT currency, sum(balance) AS total FROM account_balance WHERE agency_id = ? GROUP BY currency',
      args: [agencyId],
    },
    {
      sql: 'SELECT outcome, sum(events) AS events FROM outcome_count WHERE agency_id = ? GROUP BY outcome',
      args: [agencyId],
    },
    {
      sql: `SELECT sum(state = 'succeeded') AS succeeded, sum(state IN ('failed', 'canceled')) AS failed,
              sum(state IN ('prepared', 'sent', 'processing', 'actionRequired')) AS open
            FROM charge WHERE agency_id = ?`,
      args: [agencyId],
    },
    // Whose a dead letter is may be unknown (nobody claimed the account), so this is the deployment's number.
    `SELECT count(*) AS waiting, coalesce(sum(queue = 'usage'), 0) AS usage FROM dead_letter WHERE replayed_at IS NULL`,
    'SELECT sealed_at FROM ledger_head WHERE id = 1',
    bookCheckStatement(),
    { sql: OPEN_REPEATS, args: [agencyId] },
  ])
  const outcome = (name: string) =>
    Number(outcomes?.rows.find((row) => row['outcome'] === name)?.['events'] ?? 0n)
  const charge = (name: string) => Number(charges?.rows[0]?.[name] ?? 0n)
  const check = bookCheckOf(books, agencyId)
  const sealedAt = head?.rows[0]?.['sealed_at'] as bigint | null
  return {
    at: ctx.now().toISOString(),
    imbalance: Object.fromEntries(
      (balances?.rows ?? []).map((row) => [String(row['currency']), formatNano(row['total'] as bigint)]),
    ),
    books: {
      wholeAt: check.wholeAt?.toISOString() ?? null,
      running: check.running,
      findings: [...check.findings],
    },
    events: {
      posted: outcome('posted'),
      duplicates: outcome('duplicate'),
      rejected: Number(dead?.rows[0]?.['usage'] ?? 0n),
    },
    charges: { succeeded: charge('succeeded'), failed: charge('failed'), inFlight: charge('open') },
    repeatedIds: Number(repeats?.rows[0]?.['open'] ?? 0n),
    deadLetters: Number(dead?.rows[0]?.['waiting'] ?? 0n),
    lastSealAt: sealedAt === null ? null : new Date(Number(sealedAt)).toISOString(),
  }
}
