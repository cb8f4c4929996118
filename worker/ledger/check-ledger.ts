import type { ResultSet } from '@libsql/client/http'
import type { Context } from '../context.ts'
import { toHex } from '../hex.ts'
import { closesByAgency } from './booked-day.ts'
import { checkCredits } from './check-credits.ts'
import { GrantedCredits, grantStatements } from './check-grants.ts'
import { ExpectedBooks } from './expected-books.ts'
import { type Finding, Findings } from './findings.ts'
import { type JournalWithLines, readJournals } from './read-journals.ts'
import { sealHash } from './seal-hash.ts'

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
 * follow from their lines, balances, control accounts, day and month sums, the hash chain. Reads only. The balances
 * are read in one moment; journals posted after it are left out, and the rows up to it can no longer change.
 */
export async function checkLedger(ctx: Pick<Context, 'db'>): Promise<LedgerReport> {
  const snapshot = await readSnapshot(ctx)
  const findings = new Findings()
  const books = new ExpectedBooks(snapshot.timeZones, snapshot.closes)
  const { grants } = snapshot
  const chain = new Map<string, Uint8Array>()
  let [journals, lines, after] = [0, 0, 0n]
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const next = (await readJournals(ctx, after)).filter((journal) => journal.number <= snapshot.journal)
    if (next.length === 0) break
    for (const journal of next) {
      checkJournal(findings, journal)
      books.take(journal)
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

function checkJournal(findings: Findings, journal: JournalWithLines): void {
  const { agencyId } = journal
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of journal.entries) sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  for (const [currency, sum] of sums) {
    if (sum === 0n) continue
    findings.add({
      kind: 'entries_unbalanced',
      agencyId,
      where: `journal ${journal.number} ${currency}`,
      expected: '0',
      found: String(sum),
    })
  }
  if (journal.kind !== 'usage') return
  const missing = journal.rows.some((row) => row['agency_id'] !== agencyId)
  if (BigInt(journal.rows.length) !== journal.lineCount || missing || !contiguous(journal)) {
    findings.add({
      kind: 'line_count',
      agencyId,
      where: `journal ${journal.number}`,
      expected: String(journal.lineCount),
      found: missing ? 'a line of another agency' : String(journal.rows.length),
    })
  }
  const standing = new Map(
    journal.entries.map((entry) => [
      `${agencyId}\njournal ${journal.number} ${entry.account} ${entry.currency}`,
      entry.amount,
    ]),
  )
  const derived = new Map(
    Array.from(ExpectedBooks.entriesOf(journal), ([key, sum]) => [
      `${agencyId}\njournal ${journal.number} ${key.replace('\n', ' ')}`,
      sum,
    ]),
  )
  findings.compare('entries_differ_from_lines', derived, standing)
}

function contiguous(journal: JournalWithLines): boolean {
  return journal.rows.every((row, i) => row['seq'] === (journal.firstSeq ?? 0n) + BigInt(i))
}

async function checkSeal(
  findings: Findings,
  chain: Map<string, Uint8Array>,
  journal: JournalWithLines,
  snapshot: Snapshot,
): Promise<void> {
  if (journal.number > snapshot.sealedJournal) return
  const { agencyId } = journal
  const where = `journal ${journal.number}`
  const expected = await sealHash(chain.get(agencyId) ?? new Uint8Array(), journal)
  const found = snapshot.seals.get(`${agencyId}\n${journal.number}`)
  if (found === undefined) {
    findings.add({ kind: 'seal_missing', agencyId, where, expected: toHex(expected), found: 'none' })
  } else if (toHex(found) !== toHex(expected)) {
    findings.add({ kind: 'seal_differs', agencyId, where, expected: toHex(expected), found: toHex(found) })
  }
  // Goes on from what stands, so that exactly the broken link is named.
  chain.set(agencyId, found ?? expected)
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
  const [head, zones, accounts, clients, days, months, seals, count, stray, closes, ...grants] =
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
      ...grantStatements(),
    ])
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
