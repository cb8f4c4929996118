import { formatNano } from '../../shared/money/nano.ts'
import type { StaffActor } from '../access/tokens.ts'
import type { Context } from '../context.ts'
import { readChargedClient } from './charged-client.ts'

/** Ten years of months. */
const INVOICES_MAX = 120n

/**
 * The invoices of a client with their lines, newest first; money as decimal text. `state` is that of its charge: how far it
 * is collected. @throws Refusal not_found
 */
export async function listInvoices(ctx: Context, actor: StaffActor, clientId: string) {
  const { agencyId } = actor
  await readChargedClient(ctx, agencyId, clientId)
  const [invoices, lines, credits] = await ctx.db.readBatch([
    {
      sql: `SELECT i.id, i.period_start, i.period_end, i.cut_off, i.currency, i.total, i.collection, i.number, i.url,
              i.created_at, g.state FROM invoice i
            JOIN charge g ON g.agency_id = i.agency_id AND g.id = i.id
            WHERE i.agency_id = ? AND i.client_id = ? AND i.state = 'issued' ORDER BY i.period_start DESC LIMIT ?`,
      args: [agencyId, clientId, INVOICES_MAX],
    },
    {
      sql: `SELECT l.invoice_id, l.service, l.label, l.quantity, l.amount FROM invoice_line l
            JOIN invoice i ON i.agency_id = l.agency_id AND i.id = l.invoice_id
            WHERE l.agency_id = ? AND i.client_id = ? ORDER BY l.position`,
      args: [agencyId, clientId],
    },
    {
      sql: `SELECT id, charge_id, amount, reason, state, provider_ref, created_at FROM give_back
            WHERE agency_id = ? AND client_id = ? AND kind = 'creditNote' ORDER BY created_at, id`,
      args: [agencyId, clientId],
    },
  ])
  const money = (value: unknown) => formatNano(value as bigint)
  const time = (ms: unknown) => new Date(Number(ms)).toISOString()
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    invoices: (invoices?.rows ?? []).map((row) => ({
      id: String(row['id']),
      number: text(row['number']),
      periodStart: time(row['period_start']),
      periodEnd: time(row['period_end']),
      cutOff: String(row['cut_off']),
      currency: String(row['currency']),
      total: money(row['total']),
      collection: String(row['collection']),
      state: String(row['state']),
      url: text(row['url']),
      createdAt: time(row['created_at']),
      lines: (lines?.rows ?? [])
        .filter((line) => line['invoice_id'] === row['id'])
        .map((line) => ({
          service: String(line['service']),
          label: String(line['label']),
          quantity: text(line['quantity']),
          amount: money(line['amount']),
        })),
      creditNotes: (credits?.rows ?? [])
        .filter((note) => note['charge_id'] === row['id'])
        .map((note) => ({
          id: String(note['id']),
          amount: money(note['amount']),
          reason: String(note['reason']),
          state: String(note['state']),
          reference: text(note['provider_ref']),
          createdAt: time(note['created_at']),
        })),
    })),
  }
}
