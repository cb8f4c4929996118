import type { ClientOverview, Totals } from '../../shared/contract/clients.ts'
import { parseNano, PPM, type Nano } from '../../shared/money/nano.ts'
import { divide } from '../../shared/money/rounding.ts'

/** Sums of a month in one currency, in nano. */
export interface Month {
  cost: Nano
  price: Nano
  fees: Nano
  profit: Nano
}

export const NO_MONTH: Month = { cost: 0n, price: 0n, fees: 0n, profit: 0n }

export const monthOf = ({ cost, price, fees, profit }: Totals): Month => ({
  cost: parseNano(cost),
  price: parseNano(price),
  fees: parseNano(fees),
  profit: parseNano(profit),
})

export const plus = (a: Month, b: Month): Month => ({
  cost: a.cost + b.cost,
  price: a.price + b.price,
  fees: a.fees + b.fees,
  profit: a.profit + b.profit,
})

/** Profit ÷ price in ppm; null without a price. */
export const marginPpm = ({ profit, price }: Month): bigint | null =>
  price === 0n ? null : divide(profit * PPM, price, 'halfUp')

/** The clients' months added up, a sum per currency, the largest cost first: amounts of two currencies do not add. */
export function monthsByCurrency(clients: readonly ClientOverview[]): readonly [string, Month][] {
  const sums = new Map<string, Month>()
  for (const { currency, month } of clients) {
    sums.set(currency, plus(sums.get(currency) ?? NO_MONTH, monthOf(month)))
  }
  return [...sums].sort(([, a], [, b]) => (a.cost === b.cost ? 0 : a.cost > b.cost ? -1 : 1))
}
