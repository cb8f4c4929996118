import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import { passStatements, readPass } from './check-marks.ts'
import { checkJournal, checkSeal, checkStraySeals } from './check-journal.ts'
import { checkLedger } from './check-ledger.ts'
import { Findings } from './findings.ts'
import { readJournals } from './read-journals.ts'

/**
 * What one run takes: some seconds of CPU (a cron has 30 s unless told otherwise), sums that fit 128 MB, and with three
 * round trips a reading fewer requests than a worker may send.
 */
export const LIMITS = { lines: 100_000, journals: 30_000, readings: 150 }

/** A pass begins so long after the last one ended. */
const PASS_EVERY_MS = 23 * 3_600_000
const NAMED_MAX = 20

/**
 * The checker as a job, at most one pass a day. Books within the limits are derived again whole, in one run. In larger ones
 * each run takes the next journals, with their lines and seals, from where the one before stopped; the last one of the
 * pass also holds each account against its entries and each control account against the clients' balances. What is
 * found is named in the log and counted for /v1/status. The whole of large books is `npm run verify-ledger`'s.
 * @param limits for tests
 * @returns how many findings this run had; null where no pass was due
 */
export async function checkBooks(
  ctx: Pick<Context, 'db' | 'now' | 'log'>,
  limits: typeof LIMITS = LIMITS,
): Promise<number | null> {
  const pass = await readPass(ctx)
  if (pass.reached === 0n && pass.wholeAt !== null && ctx.now().getTime() < pass.wholeAt + PASS_EVERY_MS) {
    return null
  }
  const findings = new Findings()
  const reached = await run(ctx, findings, pass.reached, limits)
  for (const { kind, agencyId, where, expected, found } of findings.list.slice(0, NAMED_MAX)) {
    ctx.log.error('books_wrong', { kind, agencyId, where, expected, found })
  }
  await ctx.db.writeBatch(passStatements(ctx, pass, { reached, findings: findings.list }))
  ctx.log.info('books_checked', { findings: findings.total, reached, isWhole: reached === 0n })
  return findings.total
}

/** @returns the journal that was reached; 0 = the pass is over */
async function run(
  ctx: Pick<Context, 'db'>,
  findings: Findings,
  after: bigint,
  limits: typeof LIMITS,
): Promise<bigint> {
  const [size] = await ctx.db.readBatch([
    'SELECT (SELECT count(*) FROM usage_event) AS lines, (SELECT count(*) FROM journal) AS journals',
  ])
  const [lines, journals] = [size?.rows[0]?.['lines'] as bigint, size?.rows[0]?.['journals'] as bigint]
  if (after === 0n && lines <= BigInt(limits.lines) && journals <= BigInt(limits.journals)) {
    for (const finding of (await checkLedger(ctx)).findings) findings.add(finding)
    return 0n
  }
  const reached = await checkSealed(ctx, findings, after, limits)
  if (reached === 0n) await checkAccounts(ctx, findings)
  return reached
}

/** Sealed journals behind `after`, as many as the limits allow; 0 = none are left. */
async function checkSealed(
  ctx: Pick<Context, 'db'>,
  findings: Findings,
  after: bigint,
  limits: typeof LIMITS,
): Promise<bigint> {
  const [head] = await ctx.db.readBatch(['SELECT sealed_journal FROM ledger_head WHERE id = 1'])
  const sealedJournal = head?.rows[0]?.['sealed_journal'] as bigint
  const chain = await sealsBefore(ctx, after)
  let [reached, lines] = [after, 0]
  for (let reading = 0; reading < limits.readings && lines < limits.lines; reading += 1) {
    const journals = (await readJournals(ctx, reached)).filter(({ number }) => number <= sealedJournal)
    const last = journals.at(-1)
    if (last === undefined) return 0n
    const seals = await sealsBetween(ctx, reached, last.number)
    for (const journal of journals) {
      checkJournal(findings, journal)
      await checkSeal(findings, chain, journal, { seals, sealedJournal })
      lines += journal.rows.length
    }
    reached = last.number
  }
  return reached < sealedJournal ? reached : 0n
}

/** What can be asked in SQL at once, whatever the number of lines. */
async function checkAccounts(ctx: Pick<Context, 'db'>, findings: Findings): Promise<void> {
  const [head, accounts, controls, strays] = await ctx.db.readBatch([
    'SELECT sealed_journal FROM ledger_head WHERE id = 1',
    `SELECT agency_id, account || ' ' || currency, sum(entries), sum(balance) FROM (
       SELECT agency_id, account, currency, amount AS entries, 0 AS balance FROM journal_entry
       UNION ALL SELECT agency_id, account, currency, 0, balance FROM account_balance
     ) GROUP BY agency_id, account, currency HAVING sum(entries) <> sum(balance) LIMIT 1000`,
    `SELECT agency_id, account || ' ' || currency, sum(clients), sum(balance) FROM (
       SELECT agency_id, account, currency, CASE account WHEN 'wallets' THEN -balance ELSE balance END AS clients, 0 AS balance
       FROM client_balance
       UNION ALL SELECT agency_id, account, currency, 0, balance FROM account_balance
       WHERE account IN ('wallets', 'receivables')
     ) GROUP BY agency_id, account, currency HAVING sum(clients) <> sum(balance) LIMIT 1000`,
    `SELECT agency_id, journal, hash FROM seal s WHERE journal > (SELECT sealed_journal FROM ledger_head WHERE id = 1)
       OR NOT EXISTS (SELECT 1 FROM journal j WHERE j.number = s.journal AND j.agency_id = s.agency_id)
     LIMIT 1000`,
  ])
  for (const [kind, result] of [
    ['account_balance', accounts],
    ['control_account', controls],
  ] as const) {
    for (const row of result?.rows ?? []) {
      const [agencyId, where, expected, found] = Array.from({ length: 4 }, (_, i) => String(row[i]))
      findings.add({
        kind,
        agencyId: agencyId ?? '',
        where: where ?? '',
        expected: expected ?? '',
        found: found ?? '',
      })
    }
  }
  const sealedJournal = head?.rows[0]?.['sealed_journal'] as bigint
  checkStraySeals(findings, { seals: sealsOf(strays), sealedJournal })
}

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

/** Those of journals that are there. */
async function sealsBetween(
  ctx: Pick<Context, 'db'>,
  after: bigint,
  upTo: bigint,
): Promise<Map<string, Uint8Array>> {
  const statement: Statement = {
    sql: `SELECT s.agency_id, s.journal, s.hash FROM journal j
          CROSS JOIN seal s ON s.agency_id = j.agency_id AND s.journal = j.number
          WHERE j.number > ? AND j.number <= ?`,
    args: [after, upTo],
  }
  const [rows] = await ctx.db.readBatch([statement])
  return sealsOf(rows)
}

const sealsOf = (result: ResultSet | undefined): Map<string, Uint8Array> =>
  new Map(
    (result?.rows ?? []).map((row) => [
      `${String(row[0])}\n${String(row[1])}`,
      new Uint8Array(row[2] as ArrayBuffer),
    ]),
  )
