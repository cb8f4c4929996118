/** What the demo came to, read from the ledger itself. */
import { divide } from '../../shared/money/rounding.ts'
import { formatNano } from '../../shared/money/nano.ts'
import type { Database } from '../../worker/db/client.ts'
import { checkLedger } from '../../worker/ledger/check-ledger.ts'
import type { Played } from './play.ts'
import { DEMO_AGENCY } from './world.ts'

export interface Summary {
  readonly events: { received: number; posted: number; duplicates: number; ignored: number; rejected: number }
  readonly charges: { succeeded: number; failed: number }
  /** Σ of all entries per currency; "0" or the books are wrong. */
  readonly imbalance: Record<string, string>
  /** What the checker found when it derived everything again. */
  readonly findings: number
  readonly clients: readonly ClientSummary[]
}

export interface ClientSummary {
  readonly id: string
  readonly name: string
  readonly balance: string
  readonly price: string
  readonly cost: string
  /** Price − cost, before fees. */
  readonly profit: string
  /** Profit ÷ price, null where nothing was billed. */
  readonly margin: string | null
  readonly state: string
}

export async function summarise(db: Database, played: Played): Promise<Summary> {
  const [events, charges, imbalance, clients] = await db.readBatch([
    {
      sql: 'SELECT outcome, sum(events) AS n FROM outcome_count WHERE agency_id = ? GROUP BY outcome',
      args: [DEMO_AGENCY],
    },
    {
      sql: 'SELECT state, count(*) AS n FROM charge WHERE agency_id = ? GROUP BY state',
      args: [DEMO_AGENCY],
    },
    {
      sql: 'SELECT currency, sum(amount) AS n FROM journal_entry WHERE agency_id = ? GROUP BY currency',
      args: [DEMO_AGENCY],
    },
    {
      sql: `SELECT c.id, c.name, c.payment_state,
              coalesce((SELECT balance FROM client_balance b WHERE b.agency_id = c.agency_id AND b.client_id = c.id AND b.account = 'wallets'), 0) AS balance,
              coalesce((SELECT sum(price) FROM usage_event u WHERE u.agency_id = c.agency_id AND u.client_id = c.id), 0) AS price,
              coalesce((SELECT sum(cost) FROM usage_event u WHERE u.agency_id = c.agency_id AND u.client_id = c.id), 0) AS cost
            FROM client c WHERE c.agency_id = ? ORDER BY c.id`,
      args: [DEMO_AGENCY],
    },
  ])
  const count = (set: typeof events, column: string, name: string) =>
    Number(set?.rows.find((row) => row[column] === name)?.['n'] ?? 0n)
  return {
    events: {
      received: played.received,
      posted: count(events, 'outcome', 'posted'),
      duplicates: count(events, 'outcome', 'duplicate'),
      ignored: played.ignored,
      rejected: played.rejected,
    },
    charges: { succeeded: count(charges, 'state', 'succeeded'), failed: count(charges, 'state', 'failed') },
    imbalance: Object.fromEntries(
      (imbalance?.rows ?? []).map((row) => [String(row['currency']), formatNano(row['n'] as bigint)]),
    ),
    findings: (await checkLedger({ db })).findingsTotal,
    clients: (clients?.rows ?? []).map((row) => {
      const [price, cost] = [row['price'] as bigint, row['cost'] as bigint]
      return {
        id: String(row['id']),
        name: String(row['name']),
        balance: formatNano(row['balance'] as bigint),
        price: formatNano(price),
        cost: formatNano(cost),
        profit: formatNano(price - cost),
        margin:
          price === 0n ? null : formatNano(divide((price - cost) * 10_000n, price, 'halfUp') * 100_000n),
        state: String(row['payment_state']),
      }
    }),
  }
}
