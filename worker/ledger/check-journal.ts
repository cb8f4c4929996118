import { toHex } from '../hex.ts'
import { ExpectedBooks } from './expected-books.ts'
import type { Findings } from './findings.ts'
import type { JournalWithLines } from './read-journals.ts'
import { sealHash } from './seal-hash.ts'

/** Entries that sum to 0 and follow from the lines, as many lines as it says, one after another. */
export function checkJournal(findings: Findings, journal: JournalWithLines): void {
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

/** Seals as they are kept, by agency and journal, and up to where there should be some. */
export interface Seals {
  readonly seals: Map<string, Uint8Array>
  readonly sealedJournal: bigint
}

/** Holds a journal against its seal, and takes the seal out of `kept.seals`. @param chain the agencies' seals before it */
export async function checkSeal(
  findings: Findings,
  chain: Map<string, Uint8Array>,
  journal: JournalWithLines,
  kept: Seals,
): Promise<void> {
  if (journal.number > kept.sealedJournal) return
  const { agencyId } = journal
  const where = `journal ${journal.number}`
  const expected = await sealHash(chain.get(agencyId) ?? new Uint8Array(), journal)
  const key = `${agencyId}\n${journal.number}`
  const found = kept.seals.get(key)
  kept.seals.delete(key)
  if (found === undefined) {
    findings.add({ kind: 'seal_missing', agencyId, where, expected: toHex(expected), found: 'none' })
  } else if (toHex(found) !== toHex(expected)) {
    findings.add({ kind: 'seal_differs', agencyId, where, expected: toHex(expected), found: toHex(found) })
  }
  // Goes on from what stands, so that exactly the broken link is named.
  chain.set(agencyId, found ?? expected)
}

/** Seals that are left have no journal, or lie beyond what the head calls sealed: the head was moved, or a journal is gone. */
export function checkStraySeals(findings: Findings, { seals, sealedJournal }: Seals): void {
  for (const [key, hash] of seals) {
    const [agencyId = '', journal = ''] = key.split('\n')
    const expected = BigInt(journal) > sealedJournal ? 'no seal yet' : 'its journal'
    findings.add({
      kind: 'seal_stray',
      agencyId,
      where: `journal ${journal}`,
      expected,
      found: toHex(hash),
    })
  }
}
