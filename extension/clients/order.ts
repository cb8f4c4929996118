import type { ClientOverview } from '../../shared/contract/clients.ts'
import { parseNano } from '../../shared/money/nano.ts'

const URGENCY: Record<ClientOverview['status'], number> = {
  suspended: 0,
  paymentFailed: 0,
  actionRequired: 1,
  low: 2,
  reloading: 3,
  ok: 4,
}

/** A runway as a sortable amount; no usage means no end in sight, so it comes last. */
const runway = (client: ClientOverview): bigint | null =>
  client.runwayDays === null ? null : parseNano(client.runwayDays)

/** Who needs a look first: trouble, then the shortest runway, then the name. */
export function byUrgency(a: ClientOverview, b: ClientOverview): number {
  const urgency = URGENCY[a.status] - URGENCY[b.status]
  if (urgency !== 0) return urgency
  const [left, right] = [runway(a), runway(b)]
  if (left !== right) {
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -1 : 1
  }
  return a.name.localeCompare(b.name)
}

/** Every word of the query, in any order, in the name or the id. */
export function matches(client: ClientOverview, query: string): boolean {
  const text = `${client.name} ${client.id}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
