import type { Context } from '../../context.ts'
import { nameExceptions } from '../exceptions.ts'
import { keepTransactions } from '../keep-transactions.ts'
import { matchTransactions } from '../match-transactions.ts'
import { readWallet } from './read-wallet.ts'

const SYSTEM = 'highlevel'
const HOUR_MS = 3_600_000
/** Records may settle late: each reading looks again at the hours before. */
const OVERLAP_MS = 24 * HOUR_MS
/** The first reading, and the longest: what new usage may be sent for. */
const BACK_MS_MAX = 35 * 24 * HOUR_MS
const EXCEPTION_DAYS = 7

/**
 * Estimate → exact (design §2): reads what the platform took from each agency's wallet, keeps it, posts the differences
 * and names what stays unexplained. Reading the same again changes nothing. Without a token there is nothing to do.
 */
export async function pullWallets(ctx: Context): Promise<void> {
  if (ctx.settings.HIGHLEVEL_TOKEN === undefined) return
  const [companies] = await ctx.db.readBatch([
    {
      sql: `SELECT d.external_id AS company, d.agency_id AS agency, m.at AS pulled_to
            FROM directory d LEFT JOIN job_mark m ON m.job = 'wallet:' || d.external_id
            WHERE d.system = ? AND d.client_id IS NULL ORDER BY m.at LIMIT 200`,
      args: [SYSTEM],
    },
  ])
  for (const row of companies?.rows ?? []) {
    await pullWallet(ctx, String(row['agency']), String(row['company']), row['pulled_to'] as bigint | null)
  }
}

async function pullWallet(
  ctx: Context,
  agencyId: string,
  companyId: string,
  pulledTo: bigint | null,
): Promise<void> {
  const to = ctx.now()
  const earliest = to.getTime() - BACK_MS_MAX
  const from = pulledTo === null ? earliest : Math.max(earliest, Number(pulledTo) - OVERLAP_MS)
  let [records, added] = [0, 0]
  const end = await readWallet(ctx, companyId, { from: new Date(from), to }, async (page) => {
    records += page.length
    added += await keepTransactions(ctx, agencyId, SYSTEM, page)
  })
  const matched = await matchTransactions(ctx, agencyId, SYSTEM)
  // What could not be read must not be called missing.
  if (end === 'short') {
    await nameExceptions(ctx, agencyId, SYSTEM, EXCEPTION_DAYS)
    await ctx.db.writeBatch([
      {
        sql: `INSERT INTO job_mark (job, seq, at) VALUES (?, 0, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
        args: [`wallet:${companyId}`, BigInt(to.getTime())],
      },
    ])
  }
  ctx.log.info('wallet_pulled', { agencyId, end, records, added, matched })
}
