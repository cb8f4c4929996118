import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { byUrgency, matches } from '../../clients/order.ts'

export type Column = 'name' | 'balance' | 'runway' | 'profit' | 'margin'
export type Filter = 'all' | 'look' | 'loss' | 'off'
export const FILTERS: readonly Filter[] = ['all', 'look', 'loss', 'off']

export interface Order {
  /** `urgency`: who needs a look first, as the popup lists them. */
  by: Column | 'urgency'
  descending: boolean
}

const PASSES: Record<Filter, (client: ClientOverview) => boolean> = {
  all: () => true,
  look: ({ status }) => status !== 'ok' && status !== 'reloading',
  loss: ({ month }) => month.profit.startsWith('-'),
  off: ({ rebilling }) => rebilling.state !== 'enabled',
}

/** A figure to sort by; null (no usage, no price) is last whichever way. Two currencies stand side by side. */
const FIGURE: Record<Exclude<Column, 'name'>, (client: ClientOverview) => bigint | null> = {
  balance: ({ balance }) => parseNano(balance),
  runway: ({ runwayDays }) => (runwayDays === null ? null : parseNano(runwayDays)),
  profit: ({ month }) => parseNano(month.profit),
  margin: ({ month }) => (month.margin === null ? null : parseNano(month.margin)),
}

/** The clients of a table: those that pass the filter and the search, in order. */
export function rowsOf(
  clients: readonly ClientOverview[],
  { filter, query, order }: { filter: Filter; query: string; order: Order },
): ClientOverview[] {
  const found = clients.filter((client) => PASSES[filter](client) && matches(client, query))
  const { by, descending } = order
  if (by === 'urgency') return found.sort(byUrgency)
  const way = descending ? -1 : 1
  if (by === 'name') return found.sort((a, b) => way * a.name.localeCompare(b.name))
  const figure = FIGURE[by]
  return found.sort((a, b) => {
    const [left, right] = [figure(a), figure(b)]
    if (left === right) return a.name.localeCompare(b.name)
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -way : way
  })
}

/** A click on a column's head: names from A, figures from the largest, the second click turns it round. */
export function turned(order: Order, by: Column): Order {
  if (order.by === by) return { by, descending: !order.descending }
  return { by, descending: by === 'profit' || by === 'margin' }
}
