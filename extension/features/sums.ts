import type { ClientOverview } from '../../shared/contract/clients.ts'
import { parseNano, type Nano } from '../../shared/money/nano.ts'
import { marginPpm, monthsByCurrency, type Month } from '../clients/month.ts'

/** The clients of one currency: their month, and what their wallets hold. Nano. */
export interface Sums extends Month {
  currency: string
  clients: number
  /** (price − cost − fees) ÷ price in ppm; null where nothing was sold. */
  marginPpm: bigint | null
  held: Nano
  /** What is below 0 in wallets, as a positive amount. */
  owed: Nano
}

/** Sums per currency: amounts in two currencies have no sum. */
export function sumsOf(clients: readonly ClientOverview[]): Sums[] {
  return monthsByCurrency(clients).map(([currency, month]) => {
    const own = clients.filter((client) => client.currency === currency)
    const balances = own.map(({ balance }) => parseNano(balance))
    return {
      ...month,
      currency,
      clients: own.length,
      marginPpm: marginPpm(month),
      held: balances.reduce((sum, balance) => (balance > 0n ? sum + balance : sum), 0n),
      owed: balances.reduce((sum, balance) => (balance < 0n ? sum - balance : sum), 0n),
    }
  })
}
