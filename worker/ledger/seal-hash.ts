import { sha256, toHex } from '../hex.ts'

/** A journal as it is sealed: everything that was written, in the order it was written. */
export interface SealedJournal {
  readonly number: bigint
  readonly agencyId: string
  readonly kind: string
  readonly postedAt: bigint
  readonly reference: string | null
  readonly clientId: string | null
  /** Sorted by account, then currency. */
  readonly entries: readonly { account: string; currency: string; amount: bigint }[]
  /** The columns of each line (`sealedLine`), ordered by seq. */
  readonly lines: readonly (readonly unknown[])[]
}

/** Columns of usage_event that a seal covers: all of them, with `unit_cost` behind, where there is one. */
export const LINE_COLUMNS = [
  'seq',
  'day',
  'source',
  'id',
  'client_id',
  'service',
  'kind',
  'quantity',
  'cost',
  'cost_currency',
  'price',
  'currency',
  'billed_by',
  'billing_mode',
  'cost_rate_id',
  'terms_number',
  'fx_rate_id',
  'estimated',
  'occurred_at',
  'received_at',
  'body_hash',
  'corrects',
  'attributes',
] as const

/** A line as it is sealed. Without a unit cost as it was before that was kept, so old seals still hold. */
export function sealedLine(row: Readonly<Record<string, unknown>>): unknown[] {
  const columns = LINE_COLUMNS.map((column) => row[column])
  return row['unit_cost'] === null ? columns : [...columns, row['unit_cost']]
}

/**
 * SHA-256 over the seal before and the whole journal: changing one figure anywhere changes every seal after it.
 * The form is JSON of arrays, integers as decimal text, blobs as hex; version 1.
 * @param previous the agency's seal before; empty for its first journal
 */
export async function sealHash(
  previous: Uint8Array,
  journal: SealedJournal,
): Promise<Uint8Array<ArrayBuffer>> {
  const form = [
    'rebill-lens/1',
    plain(previous),
    plain(journal.number),
    journal.agencyId,
    journal.kind,
    plain(journal.postedAt),
    journal.reference,
    journal.clientId,
    journal.entries.map((entry) => [entry.account, entry.currency, plain(entry.amount)]),
    journal.lines.map((line) => line.map(plain)),
  ]
  return sha256(JSON.stringify(form))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof ArrayBuffer) return toHex(new Uint8Array(value))
  if (value instanceof Uint8Array) return toHex(value)
  return value
}
