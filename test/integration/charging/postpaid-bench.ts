/** Post-paid clients with real usage, from the event to the paid invoice. */
import { seedAgency, seedClient } from '../../../dev/seed.ts'
import { issueInvoices } from '../../../worker/charging/issue-invoices.ts'
import { recordUsage } from '../../../worker/usage/record.ts'
import type { PriceRule } from '../../../shared/rating/rule.ts'
import { type Bench, type Wallet, drain, passTime, rows, stripePost } from './support.ts'

/** November is over in Berlin and the wait after it too. */
export const AFTER_NOVEMBER = new Date('2026-12-01T06:00:00Z')

let agencies = 0

/** An agency in Berlin and its client, who pays EUR after the month; `services` by unit price. */
export async function addPostpaid(
  bench: Bench,
  options: {
    method?: string
    services?: Record<string, PriceRule>
    mode?: 'postpaid' | 'partner' | 'onDemand' | 'prepaid'
    customer?: boolean
    currency?: string
  } = {},
): Promise<Wallet> {
  agencies += 1
  const agencyId = `berlin-${agencies}`
  const clientId = 'client-1'
  const currency = options.currency ?? 'EUR'
  const since = new Date('2026-10-01T00:00:00Z')
  await seedAgency(
    bench.ctx.db,
    { id: agencyId, timeZone: 'Europe/Berlin', currency, feeRuleId: 'stripe.us.card' },
    since,
  )
  let payment: { customerId: string; methodId: string } | undefined
  if (options.customer !== false) {
    const { id } = await stripePost(bench, '/v1/customers', { name: clientId, email: 'a@b.example' })
    const methodId = bench.stripe.giveMethod(id, options.method ?? 'pm_card_visa')
    payment = { customerId: id, methodId }
  }
  const services = options.services ?? { 'custom.sms': { kind: 'unitPrice', unitPrice: '0.09' } }
  await seedClient(
    bench.ctx.db,
    agencyId,
    {
      id: clientId,
      currency,
      billingMode: options.mode ?? 'postpaid',
      ...(payment === undefined ? {} : { payment }),
      services: Object.fromEntries(
        Object.entries(services).map(([service, rule]) => [service, { billedBy: 'ledger' as const, rule }]),
      ),
    },
    since,
  )
  return { agencyId, clientId, customerId: payment?.customerId ?? '', methodId: payment?.methodId ?? '' }
}

let events = 0

/** One use, by its own time; `receivedAt` is now. @returns its id in the source `shop` */
export async function use(
  bench: Bench,
  wallet: Wallet,
  quantity: string,
  occurredAt: string,
  service = 'custom.sms',
): Promise<string> {
  events += 1
  const [result] = await recordUsage(bench.ctx, wallet.agencyId, [
    {
      source: 'shop',
      system: 'shop',
      account: wallet.clientId,
      agencyId: wallet.agencyId,
      clientId: wallet.clientId,
      id: `use-${events}`,
      service,
      quantity,
      occurredAt,
      receivedAt: bench.at.toISOString(),
      ownTime: true,
      repeatWindowDays: 3,
      unitCost: '0',
      estimated: false,
      attributes: {},
    },
  ])
  if (result?.outcome !== 'posted') throw new Error(`not posted: ${JSON.stringify(result)}`)
  return `use-${events}`
}

/** The month is over: the nightly job, and then the minutes in which the queue and the sweep work. */
export async function closeMonth(bench: Bench, at = AFTER_NOVEMBER, hours = 1): Promise<void> {
  bench.at = at
  await issueInvoices(bench.ctx)
  await drain(bench)
  await passTime(bench, hours, async () => void (await bench.stripe.deliverWebhooks()))
  await drain(bench)
}

export const invoicesOf = (bench: Bench, wallet: Wallet) =>
  rows(bench, `SELECT * FROM invoice WHERE agency_id = ? AND state <> 'empty' ORDER BY period_start`, [
    wallet.agencyId,
  ])

export const linesOf = async (bench: Bench, wallet: Wallet) =>
  (
    await rows(
      bench,
      `SELECT l.label, l.amount FROM invoice_line l JOIN invoice i ON i.agency_id = l.agency_id AND i.id = l.invoice_id
       WHERE l.agency_id = ? ORDER BY i.period_start, l.position`,
      [wallet.agencyId],
    )
  ).map(({ label, amount }) => [label, amount])

/** The invoices at the stand-in. */
export const atStripe = (bench: Bench, wallet: Wallet) =>
  [...bench.stripe.world.store(bench.stripe.world.ownAccount).invoices.values()].filter(
    ({ customer }) => customer === wallet.customerId,
  )
