import type { ResultSet, Row } from '@libsql/client/http'
import { Decimal } from '../../shared/rating/decimal.ts'
import type { Statement } from '../db/client.ts'

/** Identity of one usage in the books. */
export interface UsageKey {
  /** UTC day of `occurred_at`, days since the epoch. */
  readonly day: bigint
  readonly source: string
  readonly id: string
}

/** One usage as the books have it now: the line that came, with every correction of it. Money in nano. */
export interface StandingUsage {
  readonly key: UsageKey
  /** The line that came first; bigint for every INTEGER. */
  readonly original: Row
  readonly quantity: Decimal
  readonly cost: bigint
  readonly price: bigint
  /** Cost of one unit that the price stands at, decimal text; null: that of its cost rate, or it was not kept yet. */
  readonly unitCost: string | null
  readonly estimated: boolean
  readonly voided: boolean
  readonly attributes: Readonly<Record<string, string>>
  /** Number of the next correction: its id is `<id>~<number>`, which no line has. */
  readonly nextNumber: number
}

/** Days that are looked through for a usage whose time is not told: enough for a year of corrections. */
const DAYS_BACK = 400n

/**
 * `~` sorts behind every character of an id, so the corrections of one id are one range of the index. A source may have
 * given the like of their ids to usage of its own: that is read too, so that no correction takes an id that stands.
 */
const CORRECTIONS = `e.id >= k.id || '~' AND e.id < k.id || char(127)
  AND (e.corrects = k.id OR e.kind = 'usage' AND substr(e.id, length(k.id) + 2) GLOB '[0-9]*')`

/** The lines of these usages and of their corrections, oldest first; read the answer with `standingOf`. */
export function standingStatement(agencyId: string, keys: readonly UsageKey[]): Statement {
  const json = keys.map(({ day, source, id }) => `[${day},${JSON.stringify(source)},${JSON.stringify(id)}]`)
  const identity = 'e.agency_id = ?1 AND e.day = k.day AND e.source = k.source'
  return {
    sql: `WITH k(day, source, id) AS MATERIALIZED (
            SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2))
          SELECT * FROM (
            SELECT e.* FROM k CROSS JOIN usage_event e ON ${identity} AND e.id = k.id
            UNION ALL
            SELECT e.* FROM k CROSS JOIN usage_event e ON ${identity} AND ${CORRECTIONS}
          ) ORDER BY seq`,
    args: [agencyId, `[${json.join(',')}]`],
  }
}

/** On which days an id stands: one day, unless it came again beyond the repeat window. */
export function daysOfUsage(agencyId: string, source: string, id: string, today: bigint): Statement {
  return {
    sql: `WITH RECURSIVE days(day) AS (SELECT ?4 UNION ALL SELECT day + 1 FROM days WHERE day <= ?5)
          SELECT e.day AS day, e.kind AS kind FROM days CROSS JOIN usage_event e
            ON e.agency_id = ?1 AND e.day = days.day AND e.source = ?2 AND e.id = ?3`,
    args: [agencyId, source, id, today - DAYS_BACK, today],
  }
}

/** Each usage by `keyText`; a key without a line, or that of a correction, is missing. */
export function standingOf(result: Pick<ResultSet, 'rows'> | undefined): Map<string, StandingUsage> {
  const found = new Map<string, StandingUsage>()
  for (const row of result?.rows ?? []) {
    const source = String(row['source'])
    const day = row['day'] as bigint
    if (row['kind'] === 'usage') {
      const usage = firstLine(row)
      found.set(keyText(usage.key), usage)
      continue
    }
    const id = keyText({ day, source, id: String(row['corrects']) })
    const usage = found.get(id)
    if (usage !== undefined) found.set(id, corrected(usage, row))
  }
  for (const [text, usage] of found) found.set(text, withFreeNumber(usage, found))
  return found
}

/** Past the ids that usage of the source's own has. */
function withFreeNumber(usage: StandingUsage, found: ReadonlyMap<string, StandingUsage>): StandingUsage {
  const { key } = usage
  let nextNumber = usage.nextNumber
  while (found.has(keyText({ ...key, id: `${key.id}~${nextNumber}` }))) nextNumber += 1
  return nextNumber === usage.nextNumber ? usage : { ...usage, nextNumber }
}

export const keyText = ({ day, source, id }: UsageKey): string => `${day}\n${source}\n${id}`

/** A usage as its first line has it. */
export const firstLine = (row: Row): StandingUsage => ({
  key: { day: row['day'] as bigint, source: String(row['source']), id: String(row['id']) },
  original: row,
  quantity: new Decimal(String(row['quantity'])),
  cost: row['cost'] as bigint,
  price: row['price'] as bigint,
  unitCost: row['unit_cost'] as string | null,
  estimated: row['estimated'] === 1n,
  voided: false,
  attributes: attributesOf(row) ?? {},
  nextNumber: 2,
})

function corrected(usage: StandingUsage, row: Row): StandingUsage {
  const number = /~(\d+)$/.exec(String(row['id']))?.[1]
  return {
    ...usage,
    quantity: usage.quantity.plus(String(row['quantity'])),
    cost: usage.cost + (row['cost'] as bigint),
    price: usage.price + (row['price'] as bigint),
    unitCost: row['unit_cost'] as string | null,
    estimated: usage.estimated && row['estimated'] !== -1n,
    voided: usage.voided || row['kind'] === 'void',
    attributes: row['kind'] === 'amend' ? (attributesOf(row) ?? {}) : usage.attributes,
    nextNumber: Math.max(usage.nextNumber, number === undefined ? 0 : Number(number) + 1),
  }
}

/** Labels of a line; null where it has none. */
export function attributesOf(row: Row): Record<string, string> | null {
  return row['attributes'] === null ? null : (JSON.parse(String(row['attributes'])) as Record<string, string>)
}
