import type { Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { nearbyDays, nearbyOffsets } from './standing.ts'
import type { PackedLines } from './usage-line.ts'

/** Index of the price-version guard among the statements. */
export const PRICE_GUARD = 0

/** Where prices depend on running sums: their new values under version guards, and how many lines they count. */
export interface BatchState {
  readonly statements: readonly Statement[]
  readonly newLines: bigint
}

/** Lines of the running batch: those above where the table stood when the batch began. */
const NEW_LINES = 'seq > (SELECT before_seq FROM ledger_head WHERE id = 1)'
const THIS_JOURNAL = '(SELECT journal FROM ledger_head WHERE id = 1)'

/** Lines whose ids are looked back for over the same days. */
export interface WindowGroup extends PackedLines {
  readonly windowDays: number
  readonly count: number
}

/**
 * A fixed handful of set-based statements for any number of lines, in the order of the books: guard, head, lines,
 * journal, entries, account balances, client balances, counts, and last the identities that stood already.
 */
export function usageStatements(
  agencyId: string,
  priceVersion: bigint,
  groups: readonly WindowGroup[],
  /** Lines that came, repeats within the batch among them. */
  came: number,
  postedAt: Date,
  state: BatchState | null,
  counted: 'posted' | 'corrected',
): Statement[] {
  const at = BigInt(postedAt.getTime())
  const distinct = BigInt(groups.reduce((sum, group) => sum + group.count, 0))
  return [
    guard('EXISTS (SELECT 1 FROM agency WHERE id = ? AND price_version = ?)', [agencyId, priceVersion]),
    `UPDATE ledger_head SET journal = journal + 1, before_seq = (SELECT coalesce(max(seq), 0) FROM usage_event) WHERE id = 1`,
    ...groups.map((group) => insertLines(agencyId, group)),
    ...(state === null
      ? []
      : [
          ...state.statements,
          guard(`(SELECT count(*) FROM usage_event WHERE ${NEW_LINES}) = ?`, [state.newLines]),
        ]),
    {
      sql: `INSERT INTO journal (number, agency_id, kind, posted_at, first_seq, last_seq, lines, reference, client_id)
            SELECT ${THIS_JOURNAL}, ?, 'usage', ?, min(seq), max(seq), count(*), NULL, NULL
            FROM usage_event WHERE ${NEW_LINES} HAVING count(*) > 0`,
      args: [agencyId, at],
    },
    { sql: ENTRIES, args: [agencyId] },
    {
      sql: `INSERT INTO account_balance (agency_id, account, currency, balance)
            SELECT agency_id, account, currency, amount FROM journal_entry
            WHERE agency_id = ? AND journal = ${THIS_JOURNAL}
            ON CONFLICT DO UPDATE SET balance = balance + excluded.balance`,
      args: [agencyId],
    },
    { sql: CLIENT_BALANCES, args: [agencyId] },
    {
      sql: `INSERT INTO outcome_count (agency_id, day, outcome, events)
            SELECT ?1, ?2, o.value ->> 0, CASE o.value ->> 0 WHEN 'duplicate' THEN ?3 - n.posted ELSE n.posted END
            FROM (SELECT count(*) AS posted FROM usage_event WHERE ${NEW_LINES}) n,
                 json_each('[["${counted}"],["duplicate"]]') o
            WHERE CASE o.value ->> 0 WHEN 'duplicate' THEN ?3 - n.posted ELSE n.posted END > 0
            ON CONFLICT DO UPDATE SET events = events + excluded.events`,
      args: [agencyId, at / 86_400_000n, BigInt(came)],
    },
    standingLines(agencyId, groups, distinct),
  ]
}

/**
 * Every column is read out of the JSON once: the lines and what they share are materialised before they are joined and
 * compared. (`INSERT … WITH`, not `WITH … INSERT`: the local driver leaves the latter open.)
 */
function insertLines(agencyId: string, group: WindowGroup): Statement {
  // A window of 0 needs no look: the unique index refuses the repeat on the day itself.
  const looksBack = group.windowDays > 0
  return {
    sql: `INSERT INTO usage_event (agency_id, day, source, id, client_id, service, kind, quantity, cost, cost_currency,
            price, currency, billed_by, billing_mode, cost_rate_id, terms_number, fx_rate_id, estimated, occurred_at,
            received_at, body_hash, corrects, attributes, unit_cost)
          WITH s AS MATERIALIZED (
            SELECT key AS number, value ->> 0 AS source, value ->> 1 AS service, value ->> 2 AS kind,
              value ->> 3 AS cost_currency, value ->> 4 AS currency, value ->> 5 AS billed_by,
              value ->> 6 AS billing_mode, value ->> 7 AS cost_rate_id, value ->> 8 AS terms_number,
              value ->> 9 AS fx_rate_id, value ->> 10 AS estimated FROM json_each(?2)
          ), l AS MATERIALIZED (
            SELECT value ->> 0 AS shared, value ->> 1 AS day, value ->> 2 AS id, value ->> 3 AS client_id,
              value ->> 4 AS quantity, value ->> 5 AS cost, value ->> 6 AS price, value ->> 7 AS occurred_at,
              value ->> 8 AS received_at, value ->> 9 AS body_hash, value ->> 10 AS corrects,
              value ->> 11 AS attributes, ${group.hasUnitCosts ? 'value ->> 12' : 'NULL'} AS unit_cost FROM json_each(?3)
          )${looksBack ? standingNearby(group.windowDays) : ''}
          SELECT ?1, l.day, s.source, l.id, l.client_id, s.service, s.kind, l.quantity, l.cost, s.cost_currency, l.price,
            s.currency, s.billed_by, s.billing_mode, s.cost_rate_id, s.terms_number, s.fx_rate_id, s.estimated,
            l.occurred_at, l.received_at, unhex(l.body_hash), l.corrects, l.attributes, l.unit_cost
          FROM l CROSS JOIN s ON s.number = l.shared
          WHERE ${looksBack ? '(s.source, l.id) NOT IN (SELECT source, id FROM standing)' : 'true'}
          ON CONFLICT DO NOTHING`,
    args: [agencyId, group.shared, group.own],
  }
}

/**
 * Lines of the batch that stand on another day nearby. Day after day and in the order of the index: each look finds its
 * way through pages that the one before has read, which takes a third less than looking for each line on all its days.
 */
function standingNearby(windowDays: number): string {
  return `, sorted AS MATERIALIZED (
            SELECT l.day, s.source, l.id FROM l CROSS JOIN s ON s.number = l.shared ORDER BY s.source, l.id
          ), standing AS MATERIALIZED (
            SELECT sorted.source, sorted.id
            FROM json_each('[${nearbyOffsets(windowDays, 'others').join(', ')}]') away CROSS JOIN sorted
            CROSS JOIN usage_event e ON e.agency_id = ?1 AND e.day = sorted.day + away.value
              AND e.source = sorted.source AND e.id = sorted.id
          )`
}

/**
 * One entry per control account (design §4): cost always; price by who bills and how. `agency` is absorbed, so it has
 * no price side. Debit positive, credit negative.
 */
const ENTRIES = `
  INSERT INTO journal_entry (agency_id, journal, account, currency, amount)
  WITH sums AS MATERIALIZED (
    SELECT service, source, cost_currency, currency, billed_by, billing_mode, sum(cost) AS cost, sum(price) AS price
    FROM usage_event WHERE ${NEW_LINES}
    GROUP BY service, source, cost_currency, currency, billed_by, billing_mode
  ), sides AS (
    SELECT 'cost:' || service AS account, cost_currency AS currency, cost AS amount FROM sums
    UNION ALL SELECT 'platform:' || source, cost_currency, -cost FROM sums
    UNION ALL SELECT CASE WHEN billed_by = 'crm' THEN 'crm:collected' WHEN billing_mode = 'prepaid' THEN 'wallets'
                     WHEN billing_mode = 'partner' THEN 'partner:invoiced' ELSE 'receivables' END,
                     currency, price FROM sums WHERE billed_by <> 'agency'
    UNION ALL SELECT 'revenue:' || service, currency, -price FROM sums WHERE billed_by <> 'agency'
  )
  SELECT ?, ${THIS_JOURNAL}, account, currency, sum(amount) FROM sides
  GROUP BY account, currency HAVING sum(amount) <> 0`

/** A client's wallet falls by the price, what a client owes rises by it. */
const CLIENT_BALANCES = `
  INSERT INTO client_balance (agency_id, client_id, account, currency, balance, version)
  SELECT ?, client_id, CASE billing_mode WHEN 'prepaid' THEN 'wallets' ELSE 'receivables' END AS account, currency,
    sum(CASE billing_mode WHEN 'prepaid' THEN -price ELSE price END), 1
  FROM usage_event WHERE ${NEW_LINES} AND billed_by = 'ledger' AND billing_mode <> 'partner'
  GROUP BY client_id, account, currency
  ON CONFLICT DO UPDATE SET balance = balance + excluded.balance, version = version + 1`

/**
 * Identities of the batch that stood before it. Looks nothing up when every line was new, so nothing is materialised
 * here either: that would be done in any case.
 */
function standingLines(agencyId: string, groups: readonly WindowGroup[], distinct: bigint): Statement {
  const looks = groups.map(
    (group, i) => `
      SELECT e.source, e.id, lower(hex(e.body_hash)) AS hash
      FROM (SELECT 1 WHERE (SELECT count(*) FROM usage_event WHERE ${NEW_LINES}) < ?2) some_stood
      CROSS JOIN json_each(?${2 * i + 4}) j
      CROSS JOIN usage_event e ON e.agency_id = ?1 AND e.day IN ${nearbyDays('(j.value ->> 1)', group.windowDays)}
        AND e.source = ?${2 * i + 3} -> (j.value ->> 0) ->> 0 AND e.id = j.value ->> 2
      WHERE NOT e.${NEW_LINES}`,
  )
  return {
    sql: looks.join(' UNION ALL '),
    args: [agencyId, distinct, ...groups.flatMap((group) => [group.shared, group.own])],
  }
}
