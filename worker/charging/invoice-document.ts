import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import type { Billed, InvoiceDocument } from '../payments/provider.ts'
import type { ChargeKey } from './charge-row.ts'

/** The stored invoice of a charge, as the provider is told it: a repeat is the same request. */
export async function readDocument(ctx: Pick<Context, 'db'>, key: ChargeKey): Promise<InvoiceDocument> {
  const [invoice, lines] = await ctx.db.readBatch([
    {
      sql: 'SELECT period_start, period_end, collection, days_until_due FROM invoice WHERE agency_id = ? AND id = ?',
      args: [key.agencyId, key.chargeId],
    },
    {
      sql: 'SELECT position, label, amount FROM invoice_line WHERE agency_id = ? AND invoice_id = ? ORDER BY position',
      args: [key.agencyId, key.chargeId],
    },
  ])
  const row = invoice?.rows[0]
  if (row === undefined) throw new TypeError('a charge for an invoice has its invoice')
  return {
    collection: row['collection'] === 'send' ? 'send' : 'charge',
    daysUntilDue: Number(row['days_until_due']),
    periodStartMs: row['period_start'] as bigint,
    periodEndMs: row['period_end'] as bigint,
    lines: (lines?.rows ?? []).map((line) => ({
      position: Number(line['position']),
      text: String(line['label']),
      amount: line['amount'] as bigint,
    })),
  }
}

/** What the provider calls it, and where the client sees it. */
export const keepDocument = (key: ChargeKey, document: NonNullable<Billed['document']>): Statement => ({
  sql: 'UPDATE invoice SET provider_ref = ?, number = ?, url = ? WHERE agency_id = ? AND id = ?',
  args: [document.ref, document.number, document.url, key.agencyId, key.chargeId],
})

/** What the provider calls the document of a charge; null while it has none. */
export async function documentRef(ctx: Pick<Context, 'db'>, key: ChargeKey): Promise<string | null> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT provider_ref FROM invoice WHERE agency_id = ? AND id = ?',
      args: [key.agencyId, key.chargeId],
    },
  ])
  const ref = found?.rows[0]?.['provider_ref']
  return typeof ref === 'string' ? ref : null
}
