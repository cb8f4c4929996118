import type { Statement } from '../db/client.ts'
import { utcDay } from './usage-line.ts'

/** Days on which the same id would be the same usage: `windowDays` back and one ahead, as an SQL list. `day` is SQL. */
export function nearbyDays(day: string, windowDays: number): string {
  if (windowDays === 0) return `(${day})`
  const offsets = Array.from({ length: windowDays + 2 }, (_, i) => i - windowDays)
  return `(${offsets.map((offset) => `${day} + ${offset}`).join(', ')})`
}

/** Which of these events stand in the books already: (source, id) of each that does. */
export function standingIdentities(
  agencyId: string,
  events: readonly { source: string; id: string; occurredAt: string; repeatWindowDays: number }[],
): Statement {
  const groups = Map.groupBy(events, (event) => event.repeatWindowDays)
  const looks: string[] = []
  const args: string[] = [agencyId]
  for (const [windowDays, group] of groups) {
    args.push(
      JSON.stringify(group.map((event) => [utcDay(new Date(event.occurredAt)), event.source, event.id])),
    )
    looks.push(`SELECT e.source, e.id FROM json_each(?${args.length}) j
      JOIN usage_event e ON e.agency_id = ?1 AND e.day IN ${nearbyDays('(j.value ->> 0)', windowDays)}
        AND e.source = j.value ->> 1 AND e.id = j.value ->> 2`)
  }
  return { sql: looks.join(' UNION ALL '), args }
}
