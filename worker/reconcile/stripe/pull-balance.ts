import type { Context } from '../../context.ts'
import type { Statement } from '../../db/client.ts'
import { errorName } from '../../log.ts'
import { nanoOf } from '../../payments/stripe/amount.ts'
import { type Place, accessTo } from '../../payments/keys.ts'
import { nameAt, onAccount, stripeClient } from '../../payments/stripe/client.ts'

const PROVIDER = 'stripe'
const PAGE = 100
/** 20,000 movements a run and account; what is left comes with the next. */
const PAGES_MAX = 200
const OVERLAP_MS = 24 * 3_600_000
const BACK_MS_MAX = 35 * 24 * 3_600_000

/**
 * Keeps what Stripe says moved each account's balance, for the three-way comparison (B-06). Reads only; reading the
 * same again changes nothing.
 */
export async function pullBalances(ctx: Context): Promise<void> {
  const [accounts] = await ctx.db.readBatch([
    {
      sql: `SELECT DISTINCT c.account AS account, coalesce(k.agency_id, '') AS agency_id, m.at AS pulled_to FROM charge c
            LEFT JOIN payment_key k ON k.agency_id = c.agency_id AND k.provider = c.provider AND k.account = c.account
            LEFT JOIN job_mark m ON m.job = 'balance:' || c.account
            WHERE c.provider = ?1 AND (k.agency_id IS NOT NULL OR ?2 = 1) LIMIT 200`,
      args: [PROVIDER, ctx.settings.STRIPE_SECRET_KEY === undefined ? 0n : 1n],
    },
  ])
  for (const row of accounts?.rows ?? []) {
    const account = String(row['account'])
    const place = { agencyId: String(row['agency_id']), account }
    try {
      await pullBalance(ctx, place, row['pulled_to'] as bigint | null)
    } catch (error) {
      ctx.log.warn('balance_pull_failed', { account, error: errorName(error) })
    }
  }
}

interface Movement {
  readonly id: string
  readonly kind: string
  readonly amount: number
  readonly fee: number
  readonly currency: string
  readonly created: number
  /** Charge, refund or dispute that moved it. */
  readonly source: string | null
  /** PaymentIntent behind it. */
  readonly payment: string | null
}

async function pullBalance(ctx: Context, place: Place, pulledTo: bigint | null): Promise<void> {
  const { account } = place
  const access = await accessTo(ctx, place)
  // Its key is refused or gone: what moved since is pulled once there is another.
  if ('closed' in access) return
  const stripe = stripeClient(ctx.settings, access)
  const now = ctx.now().getTime()
  const from = Math.max(now - BACK_MS_MAX, pulledTo === null ? 0 : Number(pulledTo) - OVERLAP_MS)
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await stripe.balanceTransactions.list(
      {
        limit: PAGE,
        created: { gte: Math.floor(from / 1000) },
        expand: ['data.source'],
        ...(after === undefined ? {} : { starting_after: after }),
      },
      onAccount(nameAt(access, account)),
    )
    const movements = answer.data.map((one): Movement => ({
      id: one.id,
      kind: one.type,
      amount: one.amount,
      fee: one.fee,
      currency: one.currency,
      created: one.created,
      source: idOf(one.source),
      payment: paymentOf(one.source),
    }))
    if (movements.length > 0) await ctx.db.writeBatch([await keep(ctx, place, movements)])
    after = movements.at(-1)?.id
    if (!answer.has_more || after === undefined) {
      await ctx.db.writeBatch([
        {
          sql: `INSERT INTO job_mark (job, seq, at) VALUES (?, 0, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
          args: [`balance:${account}`, BigInt(now)],
        },
      ])
      return
    }
  }
  ctx.log.warn('balance_pull_bound', { account, pages: PAGES_MAX })
}

function paymentOf(source: unknown): string | null {
  if (typeof source !== 'object' || source === null || !('payment_intent' in source)) return null
  return idOf(source.payment_intent)
}

/** Of an object that may have been expanded. */
function idOf(object: unknown): string | null {
  if (typeof object === 'string') return object
  const id = (object as { id?: unknown } | null)?.id
  return typeof id === 'string' ? id : null
}

/**
 * Whose it is: the charge that the payment belongs to; a movement without one is nobody's. What an agency's own key tells
 * is of that agency's charges alone.
 */
async function keep(
  ctx: Context,
  { agencyId, account }: Place,
  movements: readonly Movement[],
): Promise<Statement> {
  const payments = movements.flatMap(({ payment }) => (payment === null ? [] : [payment]))
  const [found] = await ctx.db.readBatch([
    {
      sql: `SELECT agency_id, id, provider_ref FROM charge
            WHERE provider = ?1 AND account = ?2 AND provider_ref IN (SELECT value FROM json_each(?3))
              AND ?4 IN ('', agency_id)`,
      args: [PROVIDER, account, JSON.stringify(payments), agencyId],
    },
  ])
  const charges = new Map((found?.rows ?? []).map((row) => [String(row['provider_ref']), row]))
  const rows = movements.map(({ id, kind, amount, fee, currency, created, source, payment }) => {
    const charge = payment === null ? undefined : charges.get(payment)
    const q = (value: unknown) => JSON.stringify(value ?? null)
    return (
      `[${q(id)},${q(charge?.['agency_id'])},${q(charge?.['id'])},${q(kind)},${nanoOf(amount, currency)},` +
      `${nanoOf(fee, currency)},${q(currency.toUpperCase())},${created * 1000},${q(source)}]`
    )
  })
  return {
    sql: `INSERT INTO provider_transaction (provider, account, id, agency_id, charge_id, kind, amount, fee, currency, at, source)
          SELECT ?1, ?2, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
            j.value ->> 6, j.value ->> 7, j.value ->> 8 FROM json_each(?3) j WHERE true
          ON CONFLICT DO UPDATE SET agency_id = coalesce(agency_id, excluded.agency_id),
            charge_id = coalesce(charge_id, excluded.charge_id), fee = excluded.fee, source = excluded.source
            WHERE agency_id IS NULL OR source IS NULL`,
    args: [PROVIDER, account, `[${rows.join(',')}]`],
  }
}
