import type { ResultSet, Row } from '@libsql/client/http'
import type { Context } from '../context.ts'
import { LINE_COLUMNS, type SealedJournal, sealedLine } from './seal-hash.ts'

/** A usage line as the database gives it; bigint for every INTEGER. */
export type LineRow = Row

export interface JournalWithLines extends SealedJournal {
  readonly rows: readonly LineRow[]
  readonly firstSeq: bigint | null
  readonly lastSeq: bigint | null
  /** Lines the journal says it has. */
  readonly lineCount: bigint
}

/** Journals in one reading: at most this many, and at most about this many lines. */
const JOURNALS_MAX = 200
const LINES_ABOUT = 5_000n

/** The next journals after `number`, with their entries and lines, in two round trips. Empty = none are left. */
export async function readJournals(ctx: Pick<Context, 'db'>, after: bigint): Promise<JournalWithLines[]> {
  const [heads] = await ctx.db.readBatch([
    {
      sql: `SELECT number, agency_id, kind, posted_at, first_seq, last_seq, lines, reference, client_id
            FROM journal WHERE number > ? ORDER BY number LIMIT ${JOURNALS_MAX}`,
      args: [after],
    },
  ])
  const chosen = upToLines(heads?.rows ?? [])
  const first = chosen[0]
  const last = chosen.at(-1)
  if (first === undefined || last === undefined) return []
  const seqs = chosen.flatMap((row) =>
    row['first_seq'] === null ? [] : [row['first_seq'] as bigint, row['last_seq'] as bigint],
  )
  const [entries, lines] = await ctx.db.readBatch([
    {
      sql: `SELECT e.journal AS journal, e.account AS account, e.currency AS currency, e.amount AS amount
            FROM journal j JOIN journal_entry e ON e.agency_id = j.agency_id AND e.journal = j.number
            WHERE j.number BETWEEN ? AND ? ORDER BY e.journal, e.account, e.currency`,
      args: [first['number'] as bigint, last['number'] as bigint],
    },
    {
      sql: `SELECT ${LINE_COLUMNS.join(', ')}, unit_cost, agency_id FROM usage_event WHERE seq BETWEEN ? AND ? ORDER BY seq`,
      args: [seqs[0] ?? 0n, seqs.at(-1) ?? -1n],
    },
  ])
  return assemble(chosen, entries, lines)
}

function upToLines(rows: readonly Row[]): Row[] {
  const chosen: Row[] = []
  let total = 0n
  for (const row of rows) {
    chosen.push(row)
    total += row['lines'] as bigint
    if (total >= LINES_ABOUT) break
  }
  return chosen
}

function assemble(
  heads: readonly Row[],
  entries: ResultSet | undefined,
  lines: ResultSet | undefined,
): JournalWithLines[] {
  const entriesOf = Map.groupBy(entries?.rows ?? [], (row) => row['journal'] as bigint)
  const rows = lines?.rows ?? []
  let at = 0
  return heads.map((head) => {
    const own = linesUpTo(rows, at, head['last_seq'] as bigint | null)
    at += own.length
    return {
      number: head['number'] as bigint,
      agencyId: String(head['agency_id']),
      kind: String(head['kind']),
      postedAt: head['posted_at'] as bigint,
      reference: head['reference'] as string | null,
      clientId: head['client_id'] as string | null,
      firstSeq: head['first_seq'] as bigint | null,
      lastSeq: head['last_seq'] as bigint | null,
      lineCount: head['lines'] as bigint,
      entries: (entriesOf.get(head['number'] as bigint) ?? []).map((row) => ({
        account: String(row['account']),
        currency: String(row['currency']),
        amount: row['amount'] as bigint,
      })),
      rows: own,
      lines: own.map(sealedLine),
    }
  })
}

/** The rows from `at` on that lie up to `lastSeq`; by their own numbers, so that a wrong count cannot shift them. */
function linesUpTo(rows: readonly LineRow[], at: number, lastSeq: bigint | null): LineRow[] {
  if (lastSeq === null) return []
  const end = rows.findIndex((row, i) => i >= at && (row['seq'] as bigint) > lastSeq)
  return rows.slice(at, end === -1 ? undefined : end)
}
