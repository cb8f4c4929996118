import { Decimal } from 'decimal.js'
import type { Period } from '../../shared/periods/calendar.ts'
import type { Context } from '../context.ts'
import type { Statement } from '../db/client.ts'
import type { RatedService } from './invoice-lines.ts'

export type Month = Pick<Period, 'startMs' | 'endMs' | 'key'>

/** SQL over `charge o`: what is on its way to be collected of what the client owes. A failed invoice still is. */
export const OPEN_CHARGES = `(
  (o.purpose = 'usage' AND o.state IN ('prepared', 'sent', 'processing', 'actionRequired'))
  OR (o.purpose = 'invoice' AND o.state NOT IN ('succeeded', 'canceled')))`

/** A post-paid client at the end of a month, all read in one moment. Amounts in nano, above 0 = owed. */
export interface InvoicedClient {
  readonly agencyId: string
  readonly clientId: string
  readonly currency: string
  /** Its mode now. */
  readonly postpaid: boolean
  /** Where an invoice can be made; null = paid outside, or the provider does not know the client. */
  readonly customer: {
    provider: string
    account: string
    customerId: string
    methodId: string | null
  } | null
  /** The receivable, its version, and what of it is being collected. */
  readonly owed: bigint
  readonly version: bigint
  readonly collecting: bigint
  /** Rated, not invoiced, and not of this month. */
  readonly later: bigint
  readonly services: readonly RatedService[]
  readonly throughSeq: bigint
}

/**
 * Clients that are or were post-paid, whose month is not decided yet. One that is suspended, or whose agency has disconnected
 * its account, waits: its usage is in the first invoice after that.
 * @param takesCharges the SQL of `accountTakesCharges`, here and below
 */
export const unbilledClients = (
  agencyId: string,
  month: Month,
  limit: number,
  takesCharges: string,
): Statement => ({
  sql: `SELECT c.id FROM client c WHERE c.agency_id = ?1 AND c.suspended = 0
          AND NOT EXISTS (SELECT 1 FROM payment_customer p
            WHERE p.agency_id = c.agency_id AND p.client_id = c.id AND NOT (${takesCharges}))
          AND (c.billing_mode = 'postpaid' OR EXISTS (
            SELECT 1 FROM billing_mode m WHERE m.agency_id = c.agency_id AND m.client_id = c.id AND m.mode = 'postpaid'))
          AND NOT EXISTS (SELECT 1 FROM invoice i
            WHERE i.agency_id = c.agency_id AND i.client_id = c.id AND i.period_start = ?2)
        ORDER BY c.id LIMIT ?3`,
  args: [agencyId, month.startMs, BigInt(limit)],
})

/**
 * Reads a client for its invoice. A line counts when its date (of use, or of booking: MO-03) is before the month's end and no
 * earlier invoice has it: so what came late is in the next one. Corrections are lines like any other, with their sign.
 */
export async function readInvoiced(
  ctx: Pick<Context, 'db'>,
  agencyId: string,
  clientId: string,
  month: Month,
  cutOff: 'usage' | 'booking',
  takesCharges: string,
): Promise<InvoicedClient> {
  const [head, client, lines] = await ctx.db.readBatch([
    'SELECT coalesce(max(seq), 0) AS seq FROM usage_event',
    { sql: clientSql(takesCharges), args: [agencyId, clientId] },
    { sql: linesSql(cutOff), args: { agency: agencyId, client: clientId, end: month.endMs } },
  ])
  const row = client?.rows[0]
  if (row === undefined) throw new TypeError('the client was just there')
  const services = new Map<string, RatedService>()
  let later = 0n
  for (const line of lines?.rows ?? []) {
    const price = line['price'] as bigint
    if (line['inside'] === 0n) {
      later += price
      continue
    }
    const service = String(line['service'])
    const quantity = new Decimal(String(line['quantity'])).times(String(line['times']))
    const before = services.get(service)
    services.set(service, {
      service,
      quantity: quantity.plus(before?.quantity ?? 0),
      price: price + (before?.price ?? 0n),
    })
  }
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null)
  const customerId = text('customer_id')
  return {
    agencyId,
    clientId,
    currency: String(row['currency']),
    postpaid: row['billing_mode'] === 'postpaid',
    customer:
      customerId === null || row['outside'] === 1n
        ? null
        : {
            provider: String(row['provider']),
            account: String(row['account']),
            customerId,
            methodId: text('method_id'),
          },
    owed: row['owed'] as bigint,
    version: row['version'] as bigint,
    collecting: row['collecting'] as bigint,
    later,
    services: [...services.values()].toSorted((a, b) => (a.service < b.service ? -1 : 1)),
    throughSeq: head?.rows[0]?.['seq'] as bigint,
  }
}

const clientSql = (takesCharges: string) => `
  SELECT c.currency, c.billing_mode, p.provider, p.account, p.customer_id, p.method_id,
    EXISTS (SELECT 1 FROM payment_customer m
      WHERE m.agency_id = c.agency_id AND m.client_id = c.id AND m.provider = 'manual') AS outside,
    coalesce(b.balance, 0) AS owed, coalesce(b.version, 0) AS version,
    (SELECT coalesce(sum(o.amount), 0) FROM charge o
      WHERE o.agency_id = c.agency_id AND o.client_id = c.id AND ${OPEN_CHARGES}) AS collecting
  FROM client c
  LEFT JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.provider = 'stripe'
    AND ${takesCharges}
  LEFT JOIN client_balance b ON b.agency_id = c.agency_id AND b.client_id = c.id AND b.account = 'receivables'
    AND b.currency = c.currency
  WHERE c.agency_id = ? AND c.id = ?`

/** The client's index leads by day, so the agency's days are walked, one seek each. Equal quantities are counted. */
function linesSql(cutOff: 'usage' | 'booking'): string {
  const date = cutOff === 'usage' ? 'e.occurred_at' : 'e.received_at'
  return `
    WITH RECURSIVE days(day) AS (
      SELECT min(day) FROM usage_event WHERE agency_id = :agency
      UNION ALL
      SELECT (SELECT min(u.day) FROM usage_event u WHERE u.agency_id = :agency AND u.day > days.day) FROM days
      WHERE days.day IS NOT NULL
    )
    SELECT e.service, e.quantity, ${date} < :end AS inside, count(*) AS times, sum(e.price) AS price
    FROM days d CROSS JOIN usage_event e ON e.agency_id = :agency AND e.day = d.day AND e.client_id = :client
    WHERE e.billed_by = 'ledger' AND e.billing_mode = 'postpaid'
      AND e.currency = (SELECT currency FROM client WHERE agency_id = :agency AND id = :client)
      AND NOT EXISTS (
        SELECT 1 FROM invoice i WHERE i.agency_id = e.agency_id AND i.client_id = e.client_id AND i.state = 'issued'
          AND e.seq <= i.through_seq
          AND CASE i.cut_off WHEN 'usage' THEN e.occurred_at ELSE e.received_at END < i.period_end)
    GROUP BY e.service, e.quantity, inside`
}
