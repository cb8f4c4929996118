import type { ClientDetail, ClientOverview } from '../../../shared/contract/clients.ts'
import { monthOf, NO_MONTH, plus, type Month } from '../../clients/month.ts'
import { parseNano } from '../../../shared/money/nano.ts'

export interface ServiceMonth {
  service: string
  label: string
  month: Month
  clients: number
}

/** One month per service over the clients read, the largest profit first. All of one currency. */
export function byService(details: readonly ClientDetail[]): readonly ServiceMonth[] {
  const sums = new Map<string, ServiceMonth>()
  for (const { service, label, month } of details.flatMap(({ services }) => services)) {
    if (month.events === 0) continue
    const known = sums.get(service) ?? { service, label, month: NO_MONTH, clients: 0 }
    sums.set(service, { ...known, month: plus(known.month, monthOf(month)), clients: known.clients + 1 })
  }
  return [...sums.values()].sort((a, b) =>
    a.month.profit === b.month.profit ? 0 : a.month.profit > b.month.profit ? -1 : 1,
  )
}

/** The clients of a currency with usage this month, the largest cost first. */
export function byCost(clients: readonly ClientOverview[], currency: string): ClientOverview[] {
  const cost = new Map(clients.map((client) => [client.id, parseNano(client.month.cost)]))
  const at = ({ id }: ClientOverview): bigint => cost.get(id) ?? 0n
  return clients
    .filter((client) => client.currency === currency && client.month.events > 0)
    .sort((a, b) => (at(a) === at(b) ? 0 : at(a) > at(b) ? -1 : 1))
}
