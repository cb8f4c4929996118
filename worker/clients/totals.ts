import type { Totals } from '../../shared/contract/clients.ts'
import { PPM, formatNano } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'
import { Decimal } from '../../shared/rating/decimal.ts'
import { type AgencyTerms, fxAt } from '../pricing/terms.ts'
import type { Sum } from './figures.ts'

/**
 * Sums of usage as one set of figures in `currency`. Fees are an estimate: each unit billed bears its share of the fee
 * of one charge. Amounts in another currency are turned at the agency's rate of `at`; where it has none they cannot be
 * added, and the margin is null.
 */
export function totalsOf(
  sums: readonly Sum[],
  {
    currency,
    fee,
    terms,
    at,
  }: {
    currency: string
    fee: { fee: bigint; size: bigint }
    terms: Pick<AgencyTerms, 'fx'>
    at: number
  },
): Totals {
  let cost = 0n
  let price = 0n
  let events = 0
  let complete = true
  for (const sum of sums) {
    const costHere = inCurrency(sum.cost, sum.costCurrency, { currency, terms, at })
    const priceHere = inCurrency(sum.price, sum.currency, { currency, terms, at })
    complete &&= costHere !== null && priceHere !== null
    cost += costHere ?? 0n
    price += priceHere ?? 0n
    events += sum.events
  }
  const fees = divide(fee.fee * price, fee.size, 'halfUp')
  const profit = price - cost - fees
  return {
    cost: formatNano(cost),
    price: formatNano(price),
    fees: formatNano(fees),
    profit: formatNano(profit),
    margin: price === 0n || !complete ? null : formatNano(divide(profit * PPM, price, 'halfUp') * 1000n),
    events,
  }
}

function inCurrency(
  amount: bigint,
  from: string,
  { currency, terms, at }: { currency: string; terms: Pick<AgencyTerms, 'fx'>; at: number },
): bigint | null {
  if (from === currency || amount === 0n) return amount
  const fx = fxAt(terms, from, currency, at)
  return fx === null
    ? null
    : BigInt(new Decimal(amount.toString()).times(fx.rate).toFixed(0, Decimal.ROUND_HALF_UP))
}
