import type { Row } from '@libsql/client/http'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { type Correction, type Posted, postCorrections } from '../corrections/post-corrections.ts'
import { rateExactCost } from '../corrections/rate-correction.ts'
import { type StandingUsage, type UsageKey, keyText } from '../corrections/standing-usage.ts'
import { formatNano } from '../../shared/money/nano.ts'

/** Transactions of one batch, and batches of one run. */
const BATCH = 500
const BATCHES_MAX = 100

/** A message is charged within hours; where the record does not say when it was sent, these days are looked through. */
const DAYS_BEFORE_SETTLEMENT = 7

interface Waiting {
  readonly id: string
  readonly cost: bigint
  readonly currency: string
  readonly key: UsageKey
  /** Exact cost that other transactions of the same message told before. */
  readonly before: bigint
}

/**
 * Finds the usage behind each waiting transaction by its message id, and posts what the exact cost differs from what is
 * booked: one adjustment line, its id ending in the transaction's, so that it is posted once.
 * @returns how many transactions found their usage
 */
export async function matchTransactions(ctx: Context, agencyId: string, source: string): Promise<number> {
  let matched = 0
  let after: [settledAt: bigint, id: string] = [0n, '']
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const { waiting, last } = await readWaiting(ctx, agencyId, source, after)
    if (last === null) break
    after = last
    if (waiting.length > 0) await settle(ctx, agencyId, waiting)
    matched += waiting.length
  }
  return matched
}

async function readWaiting(ctx: Context, agencyId: string, source: string, after: [bigint, string]) {
  const [open] = await ctx.db.readBatch([
    {
      sql: `SELECT id, settled_at FROM wallet_transaction
            WHERE agency_id = ? AND state = 'waiting' AND system = ? AND (settled_at, id) > (?, ?)
            ORDER BY settled_at, id LIMIT ${BATCH}`,
      args: [agencyId, source, ...after],
    },
  ])
  const rows = open?.rows ?? []
  const lastRow = rows.at(-1)
  if (lastRow === undefined) return { waiting: [], last: null }
  const ids = JSON.stringify(rows.map((row) => row['id']))
  const [found] = await ctx.db.readBatch([
    {
      sql: `WITH RECURSIVE back(days) AS (SELECT -${DAYS_BEFORE_SETTLEMENT} UNION ALL SELECT days + 1 FROM back WHERE days < 1)
            SELECT t.id AS tx, t.cost AS cost, t.currency AS currency, e.day AS day, e.id AS event,
              (SELECT coalesce(sum(m.cost), 0) FROM wallet_transaction m
               WHERE m.agency_id = ?1 AND m.event_day = e.day AND m.event_id = e.id AND m.state = 'matched') AS before
            FROM json_each(?3) j
            JOIN wallet_transaction t ON t.agency_id = ?1 AND t.id = j.value
            CROSS JOIN back
            CROSS JOIN usage_event e ON e.agency_id = ?1 AND e.day = coalesce(t.event_day, t.day) + back.days
              AND e.source = ?2 AND e.id = t.message_id AND e.kind = 'usage'
            ORDER BY t.settled_at, t.id, e.day`,
      args: [agencyId, source, ids],
    },
  ])
  // The earliest day counts where an id stands on several: the nightly check names those.
  const byTransaction = new Map<string, Waiting>()
  for (const row of found?.rows ?? []) {
    const one = waitingOf(row, source)
    if (!byTransaction.has(one.id)) byTransaction.set(one.id, one)
  }
  const last: [bigint, string] = [lastRow['settled_at'] as bigint, String(lastRow['id'])]
  return { waiting: [...byTransaction.values()], last }
}

const waitingOf = (row: Row, source: string): Waiting => ({
  id: String(row['tx']),
  cost: row['cost'] as bigint,
  currency: String(row['currency']),
  key: { day: row['day'] as bigint, source, id: String(row['event']) },
  before: row['before'] as bigint,
})

async function settle(ctx: Context, agencyId: string, waiting: readonly Waiting[]): Promise<void> {
  const groups = Map.groupBy(waiting, ({ key }) => keyText(key))
  const refused = new Map<string, string>()
  await postCorrections(ctx, {
    agencyId,
    keys: Array.from(groups.values(), ([first]) => (first as Waiting).key),
    decide: (standing) => {
      refused.clear()
      return Array.from(groups, ([id, group]) => decide(standing.get(id), group, refused)).filter(
        (one) => one !== null,
      )
    },
    also: (posted) => [
      ...stateStatements(agencyId, waiting, refused),
      ...(posted.length === 0 ? [] : [audit(ctx, agencyId, posted)]),
      ...resolved(ctx, agencyId, waiting),
    ],
  })
}

/** The usage at its exact cost; null with the reason where that would be wrong to post. */
function decide(
  usage: StandingUsage | undefined,
  group: readonly Waiting[],
  refused: Map<string, string>,
): Correction | null {
  const exact = group.reduce((sum, one) => sum + one.cost, group[0]?.before ?? 0n)
  const reason = whyNot(usage, group, exact)
  const last = group.at(-1)
  if (usage === undefined || last === undefined || reason !== null) {
    for (const { id } of group) refused.set(id, reason ?? 'no_event')
    return null
  }
  return {
    usage,
    kind: 'adjustment',
    id: `${usage.key.id}~wallet:${last.id}`,
    exact: true,
    attributes: {},
    rate: (terms, state) => rateExactCost(usage, terms, exact, state),
  }
}

function whyNot(usage: StandingUsage | undefined, group: readonly Waiting[], exact: bigint): string | null {
  if (usage === undefined) return 'no_event'
  if (usage.voided) return 'voided_usage'
  if (group.some(({ currency }) => currency !== usage.original['cost_currency'])) return 'currency_differs'
  // A message that paid us would be a debit read as a credit: nobody knows the record's shape for certain.
  if (exact < 0n !== usage.cost < 0n && exact !== 0n && usage.cost !== 0n) return 'sign_unclear'
  return null
}

function stateStatements(
  agencyId: string,
  waiting: readonly Waiting[],
  refused: ReadonlyMap<string, string>,
): Statement[] {
  const rows = waiting.map(({ id, key }) => {
    const reason = refused.get(id) ?? null
    return [id, reason === null ? 'matched' : 'exception', reason, Number(key.day), key.id]
  })
  return [
    {
      sql: `UPDATE wallet_transaction AS t SET state = j.value ->> 1, reason = j.value ->> 2,
              event_day = j.value ->> 3, event_id = j.value ->> 4
            FROM json_each(?2) j
            WHERE t.agency_id = ?1 AND t.id = j.value ->> 0 AND t.state = 'waiting'`,
      args: [agencyId, JSON.stringify(rows)],
    },
    // Another run took one of them: nothing of this batch stands, and the next run looks again.
    guard('changes() = ?', [BigInt(rows.length)]),
  ]
}

const resolved = (ctx: Context, agencyId: string, waiting: readonly Waiting[]): Statement[] => [
  {
    sql: `UPDATE reconcile_exception SET resolved_at = ?2
          WHERE agency_id = ?1 AND resolved_at IS NULL AND (
            (kind = 'no_transaction' AND subject IN (SELECT value ->> 1 FROM json_each(?3)))
            OR (kind = 'no_event' AND subject IN (SELECT value ->> 0 FROM json_each(?3))))`,
    args: [agencyId, BigInt(ctx.now().getTime()), JSON.stringify(waiting.map(({ id, key }) => [id, key.id]))],
  },
]

function audit(ctx: Context, agencyId: string, posted: readonly Posted[]): Statement {
  const sum = (side: 'cost' | 'price') =>
    formatNano(posted.reduce((total, { line }) => total + line[side], 0n))
  return auditStatement(
    ctx,
    { kind: 'system', job: 'reconcile' },
    {
      id: ctx.newId(),
      agencyId,
      action: 'usage.adjusted',
      clientId: null,
      subject: 'wallet transactions',
      before: null,
      after: { lines: posted.length, cost: sum('cost'), price: sum('price') },
    },
  )
}
