import { periodOf, previousPeriod } from '../../shared/periods/calendar.ts'
import { formatNano } from '../../shared/money/nano.ts'
import { auditStatement } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { BatchAborted, type Statement } from '../db/client.ts'
import { guard } from '../db/guard.ts'
import { errorName } from '../log.ts'
import { enqueue } from '../payments/inbox.ts'
import { accountTakesCharges } from './agency-account.ts'
import { LEASE_MS } from './backoff.ts'
import { type InvoiceLine, type RatedService, invoiceLines } from './invoice-lines.ts'
import { type InvoiceTerms, readInvoiceSettings } from './invoice-settings.ts'
import {
  type InvoicedClient,
  type Month,
  OPEN_CHARGES,
  readInvoiced,
  unbilledClients,
} from './invoice-sql.ts'
import { minimumCharge } from './minimum-charge.ts'

/** Fees of the month are booked by the hour, and webhooks come late: an invoice waits so long after its month. */
const AFTER_MS = 6 * 3_600_000
const AGENCIES_MAX = 1_000
const CLIENTS_MAX = 5_000
const RACES_MAX = 4

/**
 * Invoices the post-paid clients of every agency whose local month is over: once a client and month, whatever runs at
 * the same time. The invoice, its lines and the charge that collects it are written in one batch; sending is the queue's
 * and the sweep's work. Safe to run at any time.
 * @returns how many were issued
 */
export async function issueInvoices(ctx: Context): Promise<number> {
  let issued = 0
  const [agencies] = await ctx.db.readBatch([
    `SELECT a.id, a.time_zone FROM agency a WHERE EXISTS (
       SELECT 1 FROM billing_mode m WHERE m.agency_id = a.id AND m.mode = 'postpaid')
       OR EXISTS (SELECT 1 FROM client c WHERE c.agency_id = a.id AND c.billing_mode = 'postpaid')
     ORDER BY a.id LIMIT ${AGENCIES_MAX}`,
  ])
  for (const row of agencies?.rows ?? []) {
    const agencyId = String(row['id'])
    try {
      issued += await issueFor(ctx, agencyId, String(row['time_zone']))
    } catch (error) {
      ctx.log.error('invoices_failed', { agencyId, error: errorName(error) })
    }
  }
  return issued
}

async function issueFor(ctx: Context, agencyId: string, zone: string): Promise<number> {
  const month = previousPeriod(periodOf(ctx.now().getTime() - AFTER_MS, 'month', zone), zone)
  const terms = await readInvoiceSettings(ctx, agencyId)
  const [found] = await ctx.db.readBatch([
    unbilledClients(agencyId, month, CLIENTS_MAX, accountTakesCharges(ctx.settings)),
  ])
  const ids: string[] = []
  for (const row of found?.rows ?? []) {
    const clientId = String(row['id'])
    try {
      const id = await issueOne(ctx, agencyId, clientId, month, terms)
      if (id !== null) ids.push(id)
    } catch (error) {
      ctx.log.error('invoice_failed', { agencyId, clientId, error: errorName(error) })
    }
  }
  await enqueue(
    ctx,
    ids.map((chargeId) => ({ kind: 'send', agencyId, chargeId })),
  )
  return ids.length
}

/** @returns the id of the charge that is to be sent, null where there is none */
async function issueOne(
  ctx: Context,
  agencyId: string,
  clientId: string,
  month: Month,
  terms: InvoiceTerms,
): Promise<string | null> {
  const takes = accountTakesCharges(ctx.settings)
  for (let race = 0; race < RACES_MAX; race += 1) {
    const read = await readInvoiced(ctx, agencyId, clientId, month, terms.cutOff, takes)
    const decision = decide(read, terms)
    const id = ctx.newId()
    try {
      await ctx.db.writeBatch(write(ctx, read, decision, { id, month, terms }))
      ctx.log.info('invoice_decided', { agencyId, clientId, month: month.key, state: decision.state })
      return decision.state === 'issued' && read.customer !== null ? id : null
    } catch (error) {
      if (!(error instanceof BatchAborted)) throw error
      // Somebody else has invoiced this month.
      if (error.constraint.startsWith('UNIQUE')) return null
      if (!error.constraint.includes('guard.ok')) throw error
    }
  }
  throw new Error('the client kept moving')
}

interface Decision {
  readonly state: 'issued' | 'carried' | 'empty'
  readonly lines: readonly InvoiceLine[]
  readonly total: bigint
}

/**
 * What is due is what the client owes, less what is being collected already and what belongs into a later month. Beyond
 * the lines that is what earlier rounding left, what an earlier mode left, or an advance: one line, carried over.
 */
function decide(read: InvoicedClient, { language }: InvoiceTerms): Decision {
  const nothing: Decision = { state: 'empty', lines: [], total: 0n }
  // A client that has left this mode is collected from otherwise, once its last month is invoiced.
  if (read.services.length === 0 && !read.postpaid) return nothing
  const rated = read.services.reduce((sum: bigint, { price }: RatedService) => sum + price, 0n)
  const carried = read.owed - read.collecting - read.later - rated
  const { lines, total } = invoiceLines(read.services, carried, read.currency, language)
  if (total >= minimumCharge(read.currency)) return { state: 'issued', lines, total }
  return read.services.length === 0 ? nothing : { ...nothing, state: 'carried' }
}

function write(
  ctx: Context,
  read: InvoicedClient,
  { state, lines, total }: Decision,
  { id, month, terms }: { id: string; month: Month; terms: InvoiceTerms },
): Statement[] {
  const { agencyId, clientId, currency, customer } = read
  const now = BigInt(ctx.now().getTime())
  const sent = terms.collection === 'send' || customer?.methodId === null
  const collection = customer === null ? 'outside' : sent ? 'send' : 'charge'
  const statements: Statement[] = [
    guard(
      `coalesce((SELECT version FROM client_balance WHERE agency_id = ? AND client_id = ? AND account = 'receivables'
         AND currency = ?), 0) = ? AND (SELECT coalesce(sum(amount), 0) FROM charge o WHERE o.agency_id = ?
         AND o.client_id = ? AND ${OPEN_CHARGES}) = ?`,
      [agencyId, clientId, currency, read.version, agencyId, clientId, read.collecting],
    ),
    {
      sql: `INSERT INTO invoice (agency_id, id, client_id, period_start, period_end, cut_off, through_seq, state, currency,
              total, collection, days_until_due, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        agencyId,
        id,
        clientId,
        month.startMs,
        month.endMs,
        terms.cutOff,
        read.throughSeq,
        state,
        currency,
        total,
        collection,
        BigInt(terms.daysUntilDue),
        now,
      ],
    },
  ]
  if (state !== 'issued') return statements
  for (const [position, line] of lines.entries()) {
    statements.push({
      sql: `INSERT INTO invoice_line (agency_id, invoice_id, position, service, label, quantity, exact, amount)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        agencyId,
        id,
        BigInt(position),
        line.service,
        line.label,
        line.quantity,
        line.exact,
        line.amount,
      ],
    })
  }
  return [
    ...statements,
    {
      sql: `INSERT INTO charge (agency_id, id, client_id, purpose, amount, currency, state, provider, account, customer_id,
              method_id, idempotency_key, fee_is_estimate, sends, next_try_at, created_at)
            VALUES (?, ?, ?, 'invoice', ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)`,
      args: [
        agencyId,
        id,
        clientId,
        total,
        currency,
        // Nobody sends an invoice that is paid outside: it waits for staff to book its payment.
        customer === null ? 'processing' : 'prepared',
        customer?.provider ?? 'manual',
        customer?.account ?? '',
        customer?.customerId ?? '',
        collection === 'charge' ? (customer?.methodId ?? null) : null,
        `invoice:${id}:1`,
        customer === null ? null : now + BigInt(LEASE_MS),
        now,
      ],
    },
    auditStatement(
      ctx,
      { kind: 'system', job: 'charging.invoices' },
      {
        id: ctx.newId(),
        agencyId,
        action: 'invoice.issued',
        clientId,
        subject: id,
        before: null,
        after: { period: month.key, total: formatNano(total), currency, collection, lines: lines.length },
      },
    ),
  ]
}
