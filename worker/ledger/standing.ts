import type { Statement } from '../db/client.ts'
import { utcDay } from './usage-line.ts'

/**
 * How many days away the same id would be the same usage: `windowDays` back and one ahead; with a window of 0 on the day
 * itself alone.
 * @param which `others` leaves the day itself out, where the unique index looks already
 */
export function nearbyOffsets(windowDays: number, which: 'all' | 'others'): number[] {
  const offsets = windowDays === 0 ? [0] : Array.from({ length: windowDays + 2 }, (_, i) => i - windowDays)
  return which === 'all' ? offsets : offsets.filter((offset) => offset !== 0)
}

/** These days as an SQL list. `day` is SQL. */
export const nearbyDays = (day: string, windowDays: number): string =>
  `(${nearbyOffsets(windowDays, 'all')
    .map((offset) => `${day} + ${offset}`)
    .join(', ')})`

/**
 * Which of these events stand in the books already: the index of each that does, within its own window. An id may stand
 * for one event and not for another of the same batch, which lies on another day. CROSS JOIN keeps SQLite at the events:
 * by itself it walks through all that the agency ever booked.
 */
export function standingIdentities(
  agencyId: string,
  events: readonly { source: string; id: string; occurredAt: string; repeatWindowDays: number }[],
): Statement {
  const groups = Map.groupBy(
    events.map((event, index) => ({ event, index })),
    ({ event }) => event.repeatWindowDays,
  )
  const looks: string[] = []
  const args: string[] = [agencyId]
  for (const [windowDays, group] of groups) {
    args.push(
      JSON.stringify(
        group.map(({ event, index }) => [utcDay(new Date(event.occurredAt)), event.source, event.id, index]),
      ),
    )
    looks.push(`SELECT j.value ->> 3 FROM json_each(?${args.length}) j
      CROSS JOIN usage_event e ON e.agency_id = ?1 AND e.day IN ${nearbyDays('(j.value ->> 0)', windowDays)}
        AND e.source = j.value ->> 1 AND e.id = j.value ->> 2`)
  }
  return { sql: looks.join(' UNION ALL '), args }
}
