import { z } from 'zod'
import type { StaffActor } from '../access/tokens.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Intent } from '../http/idempotency.ts'
import { once } from './once.ts'

export const InvoiceSettings = z.object({
  /** `usage`: by when it was used; `booking`: by when it came to us (MO-03). */
  cutOff: z.enum(['usage', 'booking']),
  /** `charge`: the stored method pays; `send`: the client pays on a page. Without a method it is always sent. */
  collection: z.enum(['charge', 'send']),
  daysUntilDue: z.number().int().min(1).max(90),
  /** Of the lines. */
  language: z.enum(['en', 'de']),
})
export type InvoiceTerms = z.infer<typeof InvoiceSettings>

const DEFAULTS: InvoiceTerms = { cutOff: 'usage', collection: 'charge', daysUntilDue: 14, language: 'en' }

export async function readInvoiceSettings(ctx: Pick<Context, 'db'>, agencyId: string): Promise<InvoiceTerms> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT cut_off, collection, days_until_due, language FROM invoice_settings WHERE agency_id = ?',
      args: [agencyId],
    },
  ])
  const row = found?.rows[0]
  if (row === undefined) return DEFAULTS
  return InvoiceSettings.parse({
    cutOff: row['cut_off'],
    collection: row['collection'],
    daysUntilDue: Number(row['days_until_due']),
    language: row['language'],
  })
}

/** Sets how the agency's invoices are made from the next one on. @returns the settings as JSON text */
export function setInvoiceSettings(
  ctx: Context,
  actor: StaffActor,
  request: InvoiceTerms,
  intent: Intent,
): Promise<{ body: string; again: boolean }> {
  const { agencyId } = actor
  return once(ctx, actor, intent, async () => ({
    answer: request,
    statements: [
      {
        sql: `INSERT INTO invoice_settings (agency_id, cut_off, collection, days_until_due, language) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT DO UPDATE SET cut_off = excluded.cut_off, collection = excluded.collection,
                days_until_due = excluded.days_until_due, language = excluded.language`,
        args: [agencyId, request.cutOff, request.collection, BigInt(request.daysUntilDue), request.language],
      },
      auditStatement(ctx, actor, {
        id: ctx.newId(),
        agencyId,
        action: 'invoices.set',
        clientId: null,
        subject: agencyId,
        before: await readInvoiceSettings(ctx, agencyId),
        after: request,
      }),
    ],
  }))
}
