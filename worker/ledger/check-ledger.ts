import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import { closesByAgency } from './booked-day.ts'
import { checkCredits } from './check-credits.ts'
import { checkJournal, checkSeal, checkStraySeals } from './check-journal.ts'
import { GrantedCredits, grantStatements } from './check-grants.ts'
import { RunningSums, runningSumStatements } from './check-running-sums.ts'
import { ExpectedBooks } from './expected-books.ts'
import { type Finding, Findings } from './findings.ts'
import { type JournalWithLines, readJournals } from './read-journals.ts'

export interface LedgerReport {
  readonly journals: number
  readonly lines: number
  /** Newest journal that was there when the check began; later ones are not part of it. */
  readonly upTo: bigint
  readonly findings: readonly Finding[]
  readonly findingsTotal: number
}

/** Rounds of reading: enough for 100 million lines. */
const ROUNDS_MAX = 20_000

/**
 * Derives everything again from the append-only rows and names each difference: entries that do not sum to 0 or do not
 * follow from their lines, balances, control accounts, running sums and what was priced by them, day and month sums,
 * credits, counts, the hash chain. Reads only. The balances are read in one moment; journals posted after it are left out,
 * and the rows up to it can no longer change.
 */
export async function checkLedger(ctx: Pick<Context, 'db'>): Promise<LedgerReport> {
  const snapshot = await readSnapshot(ctx)
  const findings = new Findings()
  const books = new ExpectedBooks(snapshot.timeZones, snapshot.closes)
  const { grants, runningSums } = snapshot
  const counts = new Map<string, bigint>()
  const chain = new Map<string, Uint8Array>()
  let [journals, lines, after] = [0, 0, 0n]
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const next = (await readJournals(ctx, after)).filter((journal) => journal.number <= snapshot.journal)
    if (next.length === 0) break
    await runningSums.take(ctx, next)
    for (const journal of next) {
      checkJournal(findings, journal)
      books.take(journal)
      countLines(counts, journal)
      grants.take(journal)
      for (const line of journal.rows) if ((line['seq'] as bigint) <= snapshot.sealedSeq) books.takeSum(line)
      await checkSeal(findings, chain, journal, snapshot)
      journals += 1
      lines += journal.rows.length
      after = journal.number
    }
  }
  findings.compare('account_balance', books.accounts, snapshot.accounts)
  findings.compare('client_balance', books.clients, snapshot.clients)
  findings.compare('day_sum', books.days(), snapshot.days)
  findings.compare('month_sum', books.months(), snapshot.months)
  checkControlAccounts(findings, snapshot)
  grants.check(findings)
  runningSums.check(findings)
  findings.compare('outcome_count', counts, snapshot.counts)
  checkStraySeals(findings, snapshot)
  await checkCredits(ctx, findings)
  if (snapshot.lines !== BigInt(lines)) {
    findings.add({
      kind: 'orphan_lines',
      agencyId: '',
      where: 'usage_event',
      expected: String(lines),
      found: String(snapshot.lines),
    })
  }
  if (snapshot.strayEntries !== 0n) {
    findings.add({
      kind: 'orphan_entries',
      agencyId: '',
      where: 'journal_entry',
      expected: '0',
      found: String(snapshot.strayEntries),
    })
  }
  return { journals, lines, upTo: snapshot.journal, findings: findings.list, findingsTotal: findings.total }
}

const DAY_MS = 86_400_000n

/** Lines by UTC day of posting: usage that came, and corrections of it, as /v1/status counts them. */
function countLines(counts: Map<string, bigint>, { agencyId, postedAt, rows }: JournalWithLines): void {
  for (const row of rows) {
    const outcome = row['kind'] === 'usage' ? 'posted' : 'corrected'
    const key = `${agencyId}\n${postedAt / DAY_MS}\n${outcome}`
    counts.set(key, (counts.get(key) ?? 0n) + 1n)
  }
}

/** −Σ of the clients' wallets is the control account `wallets`, Σ of what they owe is `receivables`. */
function checkControlAccounts(findings: Findings, snapshot: Snapshot): void {
  const sums = new Map<string, bigint>()
  for (const [key, balance] of snapshot.clients) {
    const [agencyId, , account, currency] = key.split('\n')
    const id = [agencyId, account, currency].join('\n')
    sums.set(id, (sums.get(id) ?? 0n) + (account === 'wallets' ? -balance : balance))
  }
  const controls = new Map(
    [...snapshot.accounts].filter(([key]) => ['wallets', 'receivables'].includes(key.split('\n')[1] ?? '')),
  )
  findings.compare('control_account', sums, controls)
}

type Snapshot = Awaited<ReturnType<typeof readSnapshot>>

async function readSnapshot(ctx: Pick<Context, 'db'>) {
  const [head, zones, accounts, clients, days, months, seals, count, stray, closes, counts, ...others] =
    await ctx.db.readBatch([
      'SELECT journal, sealed_journal, sealed_seq FROM ledger_head WHERE id = 1',
      'SELECT id, time_zone FROM agency',
      'SELECT agency_id, account, currency, balance FROM account_balance',
      'SELECT agency_id, client_id, account, currency, balance FROM client_balance',
      `SELECT agency_id, day, client_id, service, billed_by, currency, cost_currency,
       quantity || ' ' || cost || ' ' || price || ' ' || events || ' ' || estimated FROM day_sum`,
      `SELECT agency_id, month, client_id, currency, cost_currency, cost || ' ' || price || ' ' || events FROM month_sum`,
      'SELECT agency_id, journal, hash FROM seal',
      'SELECT count(*) AS lines FROM usage_event',
      `SELECT count(*) AS stray FROM journal_entry e
     WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.number = e.journal AND j.agency_id = e.agency_id)`,
      'SELECT agency_id, month, last_seq FROM period_close',
      `SELECT agency_id, day, outcome, events FROM outcome_count WHERE outcome IN ('posted', 'corrected')`,
      ...runningSumStatements(),
      ...grantStatements(),
    ])
  const [terms, counters, ...grants] = others as [ResultSet, ResultSet, ...ResultSet[]]
  return {
    journal: head?.rows[0]?.['journal'] as bigint,
    sealedJournal: head?.rows[0]?.['sealed_journal'] as bigint,
    sealedSeq: head?.rows[0]?.['sealed_seq'] as bigint,
    timeZones: keyed<string>(zones),
    closes: closesByAgency(closes),
    accounts: keyed<bigint>(accounts),
    clients: keyed<bigint>(clients),
    days: keyed<string>(days),
    months: keyed<string>(months),
    seals: new Map(Array.from(keyed<ArrayBuffer>(seals), ([key, hash]) => [key, new Uint8Array(hash)])),
    lines: count?.rows[0]?.['lines'] as bigint,
    strayEntries: stray?.rows[0]?.['stray'] as bigint,
    counts: keyed<bigint>(counts),
    runningSums: RunningSums.from([terms, counters]),
    grants: GrantedCredits.from(grants),
  }
}

/** The last column by all the others. */
function keyed<T>(result: ResultSet | undefined): Map<string, T> {
  const last = (result?.columns.length ?? 1) - 1
  return new Map(
    (result?.rows ?? []).map((row) => {
      const key = Array.from({ length: last }, (_, i) => row[i]).join('\n')
      return [key, row[last] as T]
    }),
  )
}
