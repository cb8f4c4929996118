import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { closesByAgency, closesStatement } from './booked-day.ts'
import { type JournalWithLines, readJournals } from './read-journals.ts'
import { sealHash } from './seal-hash.ts'
import { sumStatements } from './sums.ts'

/** Readings of one run: about 100,000 lines a minute; what is left waits a minute. */
const ROUNDS_MAX = 20

/**
 * Seals the journals that came since the last run: chains them by SHA-256 per agency, and adds their lines to the
 * day and month sums. One guarded batch a round: two runs at once, or a crash between, neither lose nor double.
 * @returns how many journals were sealed
 */
export async function sealLedger(ctx: Pick<Context, 'db' | 'now'>): Promise<number> {
  let sealed = 0
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const head = await readHead(ctx)
    const journals = await readJournals(ctx, head.journal)
    if (journals.length === 0) break
    try {
      await ctx.db.writeBatch(await sealStatements(ctx, head, journals))
    } catch (error) {
      if (error instanceof BatchAborted && error.index === 0) break // another run was faster
      throw error
    }
    sealed += journals.length
  }
  return sealed
}

interface Head {
  readonly journal: bigint
  readonly seq: bigint
}

async function readHead(ctx: Pick<Context, 'db'>): Promise<Head> {
  const [result] = await ctx.db.readBatch(['SELECT sealed_journal, sealed_seq FROM ledger_head WHERE id = 1'])
  const row = result?.rows[0]
  return { journal: row?.['sealed_journal'] as bigint, seq: row?.['sealed_seq'] as bigint }
}

async function sealStatements(
  ctx: Pick<Context, 'db' | 'now'>,
  head: Head,
  journals: readonly JournalWithLines[],
): Promise<Statement[]> {
  const agencies = [...new Set(journals.map((journal) => journal.agencyId))]
  const { hashes, timeZones, closes } = await readAgencies(ctx, agencies)
  const at = BigInt(ctx.now().getTime())
  const seals: Statement[] = []
  for (const journal of journals) {
    const hash = await sealHash(hashes.get(journal.agencyId) ?? new Uint8Array(), journal)
    hashes.set(journal.agencyId, hash)
    seals.push({
      sql: 'INSERT INTO seal (agency_id, journal, hash, sealed_at) VALUES (?, ?, ?, ?)',
      args: [journal.agencyId, journal.number, hash, at],
    })
  }
  const last = journals.at(-1)?.number ?? head.journal
  const lastSeq = journals.reduce((seq, journal) => journal.lastSeq ?? seq, head.seq)
  return [
    guard('(SELECT sealed_journal FROM ledger_head WHERE id = 1) = ?', [head.journal]),
    ...seals,
    ...(await sumStatements(
      ctx,
      journals.flatMap((journal) => journal.rows),
      timeZones,
      closes,
    )),
    {
      sql: 'UPDATE ledger_head SET sealed_journal = ?, sealed_seq = ?, sealed_at = ? WHERE id = 1',
      args: [last, lastSeq, at],
    },
  ]
}

/** Each agency's newest seal, time zone and closed months. */
async function readAgencies(ctx: Pick<Context, 'db'>, agencies: readonly string[]) {
  const [rows, closed] = await ctx.db.readBatch([
    {
      sql: `SELECT a.id AS id, a.time_zone AS time_zone,
              (SELECT hash FROM seal s WHERE s.agency_id = a.id ORDER BY journal DESC LIMIT 1) AS hash
            FROM agency a WHERE a.id IN (SELECT value FROM json_each(?))`,
      args: [JSON.stringify(agencies)],
    },
    closesStatement(agencies),
  ])
  const hashes = new Map<string, Uint8Array>()
  const timeZones = new Map<string, string>()
  for (const row of rows?.rows ?? []) {
    timeZones.set(String(row['id']), String(row['time_zone']))
    if (row['hash'] !== null) hashes.set(String(row['id']), new Uint8Array(row['hash'] as ArrayBuffer))
  }
  return { hashes, timeZones, closes: closesByAgency(closed) }
}
