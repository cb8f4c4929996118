/** Balance transactions: what moved the balance, with the fee by the rule of the payment method's type. */
import type Stripe from 'stripe'
import { missing } from '../errors.ts'
import { text } from '../form.ts'
import { page } from '../lists.ts'
import type { Route } from '../route.ts'
import type { FeeRule, Store, World } from '../world.ts'

const AVAILABLE_AFTER_S = 2 * 86_400
const MILLION = 1_000_000n

/** half-up(amount × ppm / 10⁶) + fixed, in minor units. */
export function feeOf(amount: number, rule: FeeRule): number {
  return Number((BigInt(amount) * BigInt(rule.ppm) + MILLION / 2n) / MILLION) + rule.fixed
}

/** Books one movement: amount and fee in minor units, amount negative when money leaves. */
export function book(
  world: World,
  store: Store,
  movement: {
    amount: number
    fee: number
    currency: string
    type: 'charge' | 'payment' | 'refund' | 'payment_refund' | 'adjustment'
    category: string
    source: string
    description: string | null
  },
): Stripe.BalanceTransaction {
  const transaction: Stripe.BalanceTransaction = {
    id: world.id('txn'),
    object: 'balance_transaction',
    amount: movement.amount,
    available_on: world.now() + AVAILABLE_AFTER_S,
    balance_type: 'payments',
    created: world.now(),
    currency: movement.currency,
    description: movement.description,
    exchange_rate: null,
    fee: movement.fee,
    fee_details:
      movement.fee === 0
        ? []
        : [
            {
              amount: movement.fee,
              application: null,
              currency: movement.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: movement.amount - movement.fee,
    reporting_category: movement.category,
    source: movement.source,
    status: 'pending',
    type: movement.type,
  }
  store.balanceTransactions.set(transaction.id, transaction)
  return transaction
}

export const balanceRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/balance_transactions',
    run(call) {
      const wanted = ['type', 'source', 'currency'] as const
      return page(call, '/v1/balance_transactions', call.store.balanceTransactions.values(), (transaction) =>
        wanted.every((name) => {
          const value = text(call.params, name)
          return value === undefined || transaction[name] === value
        }),
      )
    },
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions/:id',
    run(call) {
      const transaction = call.store.balanceTransactions.get(call.id)
      if (transaction === undefined) throw missing('balance transaction', call.id)
      return transaction
    },
  },
]
