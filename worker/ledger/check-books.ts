import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { checkJournal, checkSeal, checkStraySeals } from './check-journal.ts'
import { checkLedger } from './check-ledger.ts'
import { type Finding, Findings } from './findings.ts'
import { readJournals } from './read-journals.ts'

/** Lines that one run derives again: some seconds of a worker's time, and sums that fit its memory. */
const LINES_MAX = 200_000
const NAMED_MAX = 20
/** When the newest check ended and how many findings it had; and, in larger books, the journal that it came to. */
const CHECKED = 'books:checked'
const REACHED = 'books:reached'

/**
 * The checker as a job: names what it finds by log, and keeps when it ran for /v1/status. Books of up to 200,000 lines are
 * derived again whole. Of larger ones a run takes the next 200,000 lines, journal by journal with their seals, and begins
 * again behind the last; and it holds every account against its entries. The rest is `npm run verify-ledger`'s.
 * @param linesMax for tests
 * @returns how many findings there were
 */
export async function checkBooks(
  ctx: Pick<Context, 'db' | 'now' | 'log'>,
  linesMax: number = LINES_MAX,
): Promise<number> {
  const [size] = await ctx.db.readBatch(['SELECT count(*) AS lines FROM usage_event'])
  const fits = (size?.rows[0]?.['lines'] as bigint) <= BigInt(linesMax)
  const { findings, total, reached } = fits ? await whole(ctx) : await part(ctx, linesMax)
  for (const { kind, agencyId, where, expected, found } of findings.slice(0, NAMED_MAX)) {
    ctx.log.error('books_wrong', { kind, agencyId, where, expected, found })
  }
  await ctx.db.writeBatch([mark(CHECKED, BigInt(total), ctx.now()), mark(REACHED, reached, ctx.now())])
  ctx.log.info('books_checked', { findings: total, whole: fits, reached })
  return total
}

interface Checked {
  readonly findings: readonly Finding[]
  readonly total: number
  /** 0 = the next run begins with the first journal. */
  readonly reached: bigint
}

async function whole(ctx: Pick<Context, 'db'>): Promise<Checked> {
  const { findings, findingsTotal } = await checkLedger(ctx)
  return { findings, total: findingsTotal, reached: 0n }
}

async function part(ctx: Pick<Context, 'db'>, linesMax: number): Promise<Checked> {
  const findings = new Findings()
  const [head, from, accounts, strays] = await ctx.db.readBatch([
    'SELECT sealed_journal FROM ledger_head WHERE id = 1',
    `SELECT seq FROM job_mark WHERE job = '${REACHED}'`,
    ACCOUNTS,
    STRAY_SEALS,
  ])
  for (const row of accounts?.rows ?? []) {
    const where = `${String(row['account'])} ${String(row['currency'])}`
    const [expected, found] = [String(row['expected']), String(row['found'])]
    findings.add({ kind: 'account_balance', agencyId: String(row['agency_id']), where, expected, found })
  }
  const sealedJournal = head?.rows[0]?.['sealed_journal'] as bigint
  checkStraySeals(findings, { seals: sealsOf(strays), sealedJournal })
  let after = (from?.rows[0]?.['seq'] as bigint | undefined) ?? 0n
  const chain = await sealsBefore(ctx, after)
  for (let lines = 0; lines < linesMax;) {
    const journals = (await readJournals(ctx, after)).filter(({ number }) => number <= sealedJournal)
    const last = journals.at(-1)
    if (last === undefined) return { findings: findings.list, total: findings.total, reached: 0n }
    const seals = await sealsBetween(ctx, after, last.number)
    for (const journal of journals) {
      checkJournal(findings, journal)
      await checkSeal(findings, chain, journal, { seals, sealedJournal })
      lines += journal.rows.length
    }
    after = last.number
  }
  return { findings: findings.list, total: findings.total, reached: after < sealedJournal ? after : 0n }
}

const ACCOUNTS = `
  WITH sums AS (
    SELECT agency_id, account, currency, sum(amount) AS amount FROM journal_entry GROUP BY agency_id, account, currency
  )
  SELECT b.agency_id AS agency_id, b.account AS account, b.currency AS currency, coalesce(s.amount, 0) AS expected,
    b.balance AS found
  FROM account_balance b LEFT JOIN sums s USING (agency_id, account, currency)
  WHERE b.balance <> coalesce(s.amount, 0)
  UNION ALL
  SELECT s.agency_id, s.account, s.currency, s.amount, 0 FROM sums s
  WHERE s.amount <> 0 AND NOT EXISTS (SELECT 1 FROM account_balance b
    WHERE b.agency_id = s.agency_id AND b.account = s.account AND b.currency = s.currency)`

/** Each agency's newest seal up to a journal. */
async function sealsBefore(ctx: Pick<Context, 'db'>, journal: bigint): Promise<Map<string, Uint8Array>> {
  const [rows] = await ctx.db.readBatch([
    {
      sql: `SELECT a.id AS agency_id, (SELECT hash FROM seal s WHERE s.agency_id = a.id AND s.journal <= ?
              ORDER BY s.journal DESC LIMIT 1) AS hash FROM agency a`,
      args: [journal],
    },
  ])
  const sealed = (rows?.rows ?? []).filter((row) => row['hash'] !== null)
  return new Map(sealed.map((row) => [String(row['agency_id']), new Uint8Array(row['hash'] as ArrayBuffer)]))
}

/** Those of journals that are there; the others are STRAY_SEALS. */
async function sealsBetween(
  ctx: Pick<Context, 'db'>,
  after: bigint,
  upTo: bigint,
): Promise<Map<string, Uint8Array>> {
  const [rows] = await ctx.db.readBatch([
    {
      sql: `SELECT s.agency_id, s.journal, s.hash FROM journal j
            CROSS JOIN seal s ON s.agency_id = j.agency_id AND s.journal = j.number
            WHERE j.number > ? AND j.number <= ?`,
      args: [after, upTo],
    },
  ])
  return sealsOf(rows)
}

const STRAY_SEALS = `
  SELECT agency_id, journal, hash FROM seal s WHERE journal > (SELECT sealed_journal FROM ledger_head WHERE id = 1)
    OR NOT EXISTS (SELECT 1 FROM journal j WHERE j.number = s.journal AND j.agency_id = s.agency_id)
  LIMIT 1000`

const sealsOf = (result: ResultSet | undefined): Map<string, Uint8Array> =>
  new Map(
    (result?.rows ?? []).map((row) => [
      `${String(row[0])}\n${String(row[1])}`,
      new Uint8Array(row[2] as ArrayBuffer),
    ]),
  )

const mark = (job: string, seq: bigint, at: Date): Statement => ({
  sql: `INSERT INTO job_mark (job, seq, at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET seq = excluded.seq, at = excluded.at`,
  args: [job, seq, BigInt(at.getTime())],
})

/** When the books were checked last, and what came of it; no row = not yet. */
export const lastCheck = (): Statement => `SELECT at, seq AS findings FROM job_mark WHERE job = '${CHECKED}'`
