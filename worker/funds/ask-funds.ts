import type { Row } from '@libsql/client/http'
import { z } from 'zod'
import { Currency, Money, ServiceId } from '../../shared/contract/scalars.ts'
import { formatNano, parseNano } from '../../shared/money/nano.ts'
import { evaluateSpend } from '../../shared/rating/limits.ts'
import { heldBackSql } from '../charging/hold-back.ts'
import { noSuchClient } from '../clients/get-client.ts'
import type { Context } from '../context.ts'
import { localMonth } from './local-month.ts'
import { CapRequest, CappedService, wrong } from './set-cap.ts'
import { EmptyPolicy } from './set-policy.ts'
import { ALL_SERVICES, spentStatement } from './spend.ts'

/** GET /v1/clients/:id/funds?service=&amount= */
export const FundsQuery = z.object({
  service: ServiceId.optional(),
  /** What the next use will cost the client, if known. */
  amount: Money.default('0'),
})

/** Why the next use should not happen, in the order they are asked. */
export const FundsReason = z.enum(['suspended', 'hard_cap', 'wallet_empty', 'below_limit', 'cannot_charge'])
export type FundsReason = z.infer<typeof FundsReason>

/** The answer to "may this client use more?". What is used anyway is recorded all the same. */
export const Funds = z.object({
  allowed: z.boolean(),
  reason: FundsReason.nullable(),
  /** For a person. */
  detail: z.string().nullable(),
  currency: Currency,
  /** Wallet less what is owed. */
  balance: Money,
  /** What of it cannot be used yet (B-12). */
  heldBack: Money,
  policy: EmptyPolicy,
  /** The caps that count here, and what the month has come to. */
  caps: z.array(
    CapRequest.extend({ service: CappedService, spent: Money, state: z.enum(['ok', 'soft', 'hard']) }),
  ),
})
export type Funds = z.infer<typeof Funds>

const DETAILS: Record<FundsReason, string> = {
  suspended: 'The client is suspended.',
  hard_cap: 'The hard spend cap of this month is reached.',
  wallet_empty: 'The wallet does not hold enough, and its policy is to block.',
  below_limit: 'The wallet would fall below its limit.',
  cannot_charge: 'The wallet is empty and the client cannot be charged now.',
}

/**
 * Asks before a use whether there are funds: caps per service and in all (B-04), and the wallet under its policy.
 * Reads only; a client billed afterwards (on demand, post-paid, partner) needs no wallet.
 * @throws Refusal `not_found`
 */
export async function askFunds(
  ctx: Context,
  agencyId: string,
  clientId: string,
  query: z.infer<typeof FundsQuery>,
): Promise<Funds> {
  const amount = parseNano(query.amount)
  if (amount < 0n) throw wrong('amount', 'must be 0 or more')
  const now = BigInt(ctx.now().getTime())
  const services = query.service === undefined ? [ALL_SERVICES] : [query.service, ALL_SERVICES]
  const [client, caps] = await ctx.db.readBatch([
    { sql: CLIENT, args: [now, now, agencyId, clientId] },
    {
      sql: `SELECT service, soft, hard FROM spend_cap
            WHERE agency_id = ? AND client_id = ? AND service IN (SELECT value FROM json_each(?))`,
      args: [agencyId, clientId, JSON.stringify(services)],
    },
  ])
  const row = client?.rows[0]
  if (row === undefined) throw noSuchClient()
  const states = await capStates(ctx, agencyId, clientId, String(row['time_zone']), caps?.rows ?? [], amount)
  const reason = reasonOf(
    row,
    states.some(({ allowed }) => !allowed),
    amount,
  )
  return {
    allowed: reason === null,
    reason,
    detail: reason === null ? null : DETAILS[reason],
    currency: String(row['currency']),
    balance: formatNano(row['balance'] as bigint),
    heldBack: formatNano(row['held'] as bigint),
    policy: row['policy'] as Funds['policy'],
    caps: states.map(({ service, spent, soft, hard, state }) => ({
      service,
      spent: formatNano(spent),
      soft: soft === null ? null : formatNano(soft),
      hard: hard === null ? null : formatNano(hard),
      state,
    })),
  }
}

const CLIENT = `
  SELECT c.currency, c.billing_mode, c.suspended, c.payment_state, a.time_zone,
    coalesce(p.policy, 'block') AS policy, coalesce(p.overdraft, 0) AS overdraft,
    coalesce((SELECT sum(CASE account WHEN 'wallets' THEN balance ELSE -balance END) FROM client_balance b
              WHERE b.agency_id = c.agency_id AND b.client_id = c.id AND b.currency = c.currency
                AND b.account IN ('wallets', 'receivables')), 0) AS balance,
    ${heldBackSql('?')} AS held,
    EXISTS (SELECT 1 FROM payment_customer m
            WHERE m.agency_id = c.agency_id AND m.client_id = c.id AND m.method_id IS NOT NULL) AS has_method,
    EXISTS (SELECT 1 FROM reload_pause r WHERE r.agency_id = c.agency_id AND r.client_id = c.id
              AND (r.until IS NULL OR r.until > ?)) AS paused
  FROM client c JOIN agency a ON a.id = c.agency_id
  LEFT JOIN funds_policy p ON p.agency_id = c.agency_id AND p.client_id = c.id
  WHERE c.agency_id = ? AND c.id = ?`

/** A cap stops the use that reaches above it, and every use once it is reached. */
async function capStates(
  ctx: Context,
  agencyId: string,
  clientId: string,
  timeZone: string,
  caps: readonly Row[],
  amount: bigint,
) {
  if (caps.length === 0) return []
  const month = localMonth(ctx.now(), timeZone)
  const sums = await ctx.db.readBatch(
    caps.map((cap) => spentStatement(agencyId, clientId, String(cap['service']), month)),
  )
  return caps.map((cap, i) => {
    const spent = sums[i]?.rows[0]?.['spent'] as bigint
    const soft = cap['soft'] as bigint | null
    const hard = cap['hard'] as bigint | null
    const { state, allowed } = evaluateSpend(spent, spent, { soft, hard })
    const fits = hard === null || spent + amount <= hard
    return { service: String(cap['service']), spent, soft, hard, state, allowed: allowed && fits }
  })
}

function reasonOf(row: Row, capped: boolean, amount: bigint): FundsReason | null {
  if (row['suspended'] === 1n) return 'suspended'
  if (capped) return 'hard_cap'
  if (row['billing_mode'] !== 'prepaid') return null
  const after = (row['balance'] as bigint) - (row['held'] as bigint) - amount
  // Without an amount the question is whether anything is left at all.
  if (after > 0n || (after === 0n && amount > 0n)) return null
  if (row['policy'] === 'limit') return after >= -(row['overdraft'] as bigint) ? null : 'below_limit'
  if (row['policy'] === 'block') return 'wallet_empty'
  const canCharge = row['has_method'] === 1n && row['paused'] === 0n && row['payment_state'] === 'ok'
  return canCharge ? null : 'cannot_charge'
}
