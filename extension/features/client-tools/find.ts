import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { matches } from '../../clients/order.ts'

export const SHOWS = ['all', 'needs', 'on', 'can', 'not', 'losing'] as const
export type Show = (typeof SHOWS)[number]
export const COLUMNS = ['name', 'balance', 'runway', 'margin', 'profit', 'state'] as const
export type Column = (typeof COLUMNS)[number]

export interface Order {
  column: Column
  descending: boolean
}

const TROUBLE: Readonly<Record<ClientOverview['status'], bigint>> = {
  suspended: 0n,
  paymentFailed: 1n,
  actionRequired: 2n,
  low: 3n,
  reloading: 4n,
  ok: 5n,
}

export const needsLook = ({ status }: ClientOverview): boolean => TROUBLE[status] < 4n

/** The clients that fit, in order. Those without a figure (no usage, no sale) stand last either way. */
export function findClients(
  clients: readonly ClientOverview[],
  { search, show, order }: { search: string; show: Show; order: Order },
): ClientOverview[] {
  const direction = order.descending ? -1 : 1
  return clients
    .filter((client) => fits(client, show) && matches(client, search.trim()))
    .sort((a, b) => {
      const [left, right] = [figureOf(a, order.column), figureOf(b, order.column)]
      if (left !== right) {
        if (left === null) return 1
        if (right === null) return -1
        return left < right ? -direction : direction
      }
      const byName = a.name.localeCompare(b.name)
      return order.column === 'name' ? byName * direction : byName
    })
}

function fits(client: ClientOverview, show: Show): boolean {
  const { state } = client.rebilling
  if (show === 'needs') return needsLook(client)
  if (show === 'on') return state === 'enabled'
  if (show === 'can') return state === 'canBeEnabled'
  if (show === 'not') return state === 'disabled'
  return show === 'all' || client.month.profit.startsWith('-')
}

function figureOf({ balance, runwayDays, month, status }: ClientOverview, column: Column): bigint | null {
  if (column === 'balance') return parseNano(balance)
  if (column === 'runway') return runwayDays === null ? null : nano(runwayDays)
  if (column === 'margin') return month.margin === null ? null : nano(month.margin)
  if (column === 'profit') return parseNano(month.profit)
  return column === 'state' ? TROUBLE[status] : 0n
}

/** Only for order: digits finer than a nano are cut. */
function nano(decimal: string): bigint {
  const [whole = '0', fraction] = decimal.split('.')
  return parseNano(fraction ? `${whole}.${fraction.slice(0, 9)}` : whole)
}
