import type { Row } from '@libsql/client/http'
import { runwayDays } from '../clients/overview.ts'
import { BURN_DAYS, spansAt } from '../clients/span.ts'
import type { Context } from '../context.ts'
import type { ClientActor } from './session.ts'

const DAYS_SHOWN = 30
const PAYMENTS_MAX = 12n

/** What a client sees of itself. Amounts in nano of its own currency; nothing here knows a cost. */
export interface Home {
  readonly client: string
  readonly agency: string
  readonly timeZone: string
  readonly currency: string
  readonly billingMode: string
  /** Money to use less what is owed. */
  readonly balance: bigint
  readonly runwayDays: string | null
  readonly method: { readonly kind: string; readonly label: string } | null
  readonly reload: {
    readonly enabled: boolean
    readonly threshold: bigint
    readonly amount: bigint
    readonly chargeCap: bigint | null
    readonly monthCap: bigint | null
  } | null
  /** A payment that the client's bank wants confirmed. */
  readonly waitingChargeId: string | null
  readonly paymentFailed: boolean
  /** One a day, oldest first: what was used, by local days since the epoch. */
  readonly days: readonly { readonly day: number; readonly price: bigint }[]
  readonly payments: readonly {
    readonly at: Date
    readonly amount: bigint
    readonly currency: string
    readonly state: string
    readonly purpose: string
  }[]
}

/** The home page's figures, of one moment. Null where the client is gone. */
export async function readHome(ctx: Context, { agencyId, clientId }: ClientActor): Promise<Home | null> {
  const [zones] = await ctx.db.readBatch([
    { sql: 'SELECT time_zone FROM agency WHERE id = ?', args: [agencyId] },
  ])
  const zone = zones?.rows[0]?.['time_zone']
  if (typeof zone !== 'string') return null
  const { burnDays, burnEndMs } = spansAt(ctx.now(), zone)
  const today = burnDays.at(-1) ?? 0
  const first = today - DAYS_SHOWN + 1
  const own = [agencyId, clientId]
  const [clients, balances, kept, fresh, charges] = await ctx.db.readBatch([
    { sql: CLIENT, args: own },
    {
      sql: 'SELECT account, currency, balance FROM client_balance WHERE agency_id = ? AND client_id = ?',
      args: own,
    },
    {
      sql: `SELECT s.day, s.currency, sum(s.price) AS price FROM json_each(?3) j
            JOIN day_sum s ON s.agency_id = ?1 AND s.day = j.value AND s.client_id = ?2
            WHERE s.billed_by = 'ledger' GROUP BY s.day, s.currency`,
      args: [...own, JSON.stringify(Array.from({ length: DAYS_SHOWN }, (_, i) => first + i))],
    },
    {
      // What is not sealed yet is of the last minute or so; it is shown on today.
      sql: `SELECT currency, sum(price) AS price FROM usage_event NOT INDEXED
            WHERE seq > (SELECT sealed_seq FROM ledger_head WHERE id = 1) AND agency_id = ? AND client_id = ?
              AND billed_by = 'ledger' AND occurred_at < ? GROUP BY currency`,
      args: [...own, burnEndMs],
    },
    {
      sql: `SELECT id, purpose, amount, currency, state, created_at FROM charge
            WHERE agency_id = ? AND client_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
      args: [...own, PAYMENTS_MAX],
    },
  ])
  const row = clients?.rows[0]
  if (row === undefined) return null
  const currency = text(row, 'currency')
  const here = (one: Row) => one['currency'] === currency
  const balanceOf = (account: string) =>
    (balances?.rows.find((one) => here(one) && one['account'] === account)?.['balance'] ?? 0n) as bigint
  const priceOn = new Map(
    (kept?.rows ?? []).filter(here).map((one) => [Number(one['day']), one['price'] as bigint]),
  )
  const live = (fresh?.rows.find(here)?.['price'] ?? 0n) as bigint
  const days = Array.from({ length: DAYS_SHOWN }, (_, i) => {
    const day = first + i
    return { day, price: (priceOn.get(day) ?? 0n) + (day === today ? live : 0n) }
  })
  const balance = balanceOf('wallets') - balanceOf('receivables')
  const burn = days.slice(-BURN_DAYS).reduce((sum, { price }) => sum + price, 0n)
  const waiting = charges?.rows.find((one) => one['state'] === 'actionRequired')
  return {
    client: text(row, 'name'),
    agency: text(row, 'agency'),
    timeZone: zone,
    currency,
    billingMode: text(row, 'billing_mode'),
    balance,
    runwayDays: runwayDays(balance, burn),
    method:
      row['method_id'] === null
        ? null
        : { kind: text(row, 'method_kind'), label: (row['method_label'] as string | null) ?? '' },
    reload:
      row['amount'] === null
        ? null
        : {
            enabled: row['enabled'] === 1n,
            threshold: row['threshold'] as bigint,
            amount: row['amount'] as bigint,
            chargeCap: row['charge_cap'] as bigint | null,
            monthCap: row['month_cap'] as bigint | null,
          },
    waitingChargeId: waiting === undefined ? null : text(waiting, 'id'),
    paymentFailed: row['payment_state'] === 'failed',
    days,
    payments: (charges?.rows ?? []).map((one) => ({
      at: new Date(Number(one['created_at'])),
      amount: one['amount'] as bigint,
      currency: text(one, 'currency'),
      state: text(one, 'state'),
      purpose: text(one, 'purpose'),
    })),
  }
}

const CLIENT = `
  SELECT c.name, c.currency, c.billing_mode, c.payment_state, a.name AS agency, r.enabled, r.threshold, r.amount,
    r.charge_cap, r.month_cap, p.method_id, p.method_kind, p.method_label
  FROM client c JOIN agency a ON a.id = c.agency_id
  LEFT JOIN reload_settings r ON r.agency_id = c.agency_id AND r.client_id = c.id
  LEFT JOIN payment_customer p ON p.agency_id = c.agency_id AND p.client_id = c.id AND p.method_id IS NOT NULL
  WHERE c.agency_id = ? AND c.id = ? LIMIT 1`

const text = (row: Row, column: string): string => row[column] as string
