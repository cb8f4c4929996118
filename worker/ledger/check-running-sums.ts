import type { ResultSet } from '@libsql/client/http'
import { type Period, type Unit, hoursIn, periodOf } from '../../shared/periods/calendar.ts'
import { RatingError } from '../../shared/rating/error.ts'
import { NO_STATE, type RatingState } from '../../shared/rating/rate.ts'
import { type PriceRule, needsState, statePeriod } from '../../shared/rating/rule.ts'
import type { Context } from '../context.ts'
import {
  type OriginalTerms,
  originalTermsOf,
  originalTermsStatements,
} from '../corrections/original-terms.ts'
import { rateCorrection, rateExactCost, rateUnder } from '../corrections/rate-correction.ts'
import {
  type StandingUsage,
  attributesOf,
  firstLine,
  keyText,
  standingOf,
  standingStatement,
} from '../corrections/standing-usage.ts'
import type { Statement } from '../db/client.ts'
import type { TermsOfUsage } from '../pricing/terms.ts'
import type { Findings } from './findings.ts'
import type { JournalWithLines, LineRow } from './read-journals.ts'

/** Read in the moment of the check; `RunningSums.from` takes the answers. */
export const runningSumStatements = (): Statement[] => [
  'SELECT number, rule FROM service_terms WHERE rule IS NOT NULL',
  `SELECT agency_id, client_id, service, period_start, quantity, price FROM rating_counter`,
]

/**
 * The running sums of tiers, allowances, minimum and cap, rated again line by line in the order in which they were
 * booked, each under the terms it was booked with: what `rating_counter` should hold, and what these lines should cost.
 * Costs nothing where no rule needs a sum.
 */
export class RunningSums {
  readonly #counted: ReadonlySet<bigint>
  readonly #kept: ReadonlyMap<string, [quantity: string, price: string]>
  readonly #sums = new Map<string, RatingState>()
  /** Sums whose price hangs on an order that is not kept: only their quantity can be checked. */
  readonly #untold = new Set<string>()
  /** Calendar periods by time zone and unit: most lines lie in one that is known. */
  readonly #periods = new Map<string, Period[]>()
  readonly #wrong: { agencyId: string; where: string; expected: string; found: string }[] = []

  constructor(counted: ReadonlySet<bigint>, kept: ReadonlyMap<string, [string, string]>) {
    this.#counted = counted
    this.#kept = kept
  }

  static from([terms, counters]: readonly ResultSet[]): RunningSums {
    const rows = (terms?.rows ?? []).filter((row) => needsState(JSON.parse(String(row['rule'])) as PriceRule))
    return new RunningSums(
      new Set(rows.map((row) => row['number'] as bigint)),
      new Map(
        (counters?.rows ?? []).map((row) => [
          [row[0], row[1], row[2], row[3]].map(String).join('\n'),
          [String(row[4]), String(row[5])],
        ]),
      ),
    )
  }

  /** Takes journals in their order; two round trips an agency whose lines count, none for others. */
  async take(ctx: Pick<Context, 'db'>, journals: readonly JournalWithLines[]): Promise<void> {
    const lines = journals.flatMap(({ number, rows }) =>
      rows
        .filter((row) => row['billed_by'] !== 'agency' && this.#counted.has(row['terms_number'] as bigint))
        .map((row) => ({ number, row })),
    )
    for (const [agencyId, own] of Map.groupBy(lines, ({ row }) => String(row['agency_id']))) {
      const rows = own.map(({ row }) => row)
      const usages = await usagesOf(ctx, agencyId, rows)
      const known = usages.filter((usage) => usage !== undefined)
      const terms = originalTermsOf(await ctx.db.readBatch(originalTermsStatements(agencyId, known)))
      const counted = own.map(({ number, row }, i) => this.#counts(number, row, usages[i], terms))
      for (const batch of Map.groupBy(counted, ({ number, sum }) => `${number}\n${sum}`).values()) {
        this.#replay(batch)
      }
    }
  }

  check(findings: Findings): void {
    for (const one of this.#wrong) findings.add({ kind: 'line_price', ...one })
    const shown = (key: string, quantity: string, price: string) =>
      this.#untold.has(key) ? quantity : `${quantity} ${price}`
    const sums = Array.from(this.#sums, ([key, { quantity, price }]): [string, string] => [
      key,
      shown(key, quantity, String(price)),
    ])
    const kept = Array.from(this.#kept, ([key, [quantity, price]]): [string, string] => [
      key,
      shown(key, quantity, price),
    ])
    findings.compare('rating_counter', new Map(sums), new Map(kept))
  }

  /**
   * The lines of one journal that count in one sum. They were priced in the order in which they came, but stand grouped by
   * how far back their ids were looked for. What they come to together is the same in any order for usage of one rule and
   * unit cost; of other usage only the quantity can be told from then on.
   */
  #replay(lines: readonly CountedLine[]): void {
    const [first] = lines
    if (first === undefined) return
    let state = this.#sums.get(first.sum) ?? NO_STATE
    let [expected, found] = [0n, 0n]
    for (const line of lines) {
      const rated = ratedAgain(line, state)
      if (rated === null) return this.#name(first, 'prices', 'none that its rule gives')
      state = rated.after
      expected += rated.price
      found += line.row['price'] as bigint
    }
    this.#sums.set(first.sum, state)
    const isTold = (lines.length === 1 || areAlike(lines)) && lines.every(keepsUnitCost)
    if (!isTold) this.#untold.add(first.sum)
    else if (expected !== found && !this.#untold.has(first.sum))
      this.#name(first, String(expected), String(found))
  }

  #counts(
    number: bigint,
    row: LineRow,
    usage: StandingUsage | undefined,
    original: OriginalTerms,
  ): CountedLine {
    const terms = original.of(usage ?? firstLine(row))
    const at = row['occurred_at'] as bigint
    const zone = original.timeZone
    const span = terms.rule === null ? 'month' : statePeriod(terms.rule)
    const start = span === 'lifetime' ? 0n : this.#period(at, span, zone).startMs
    const sum = [row['agency_id'], row['client_id'], row['service'], start].map(String).join('\n')
    return { number, row, usage, terms, sum, periodHours: hoursIn(this.#period(at, 'month', zone)) }
  }

  #period(at: bigint, unit: Unit, zone: string): Period {
    const key = `${zone} ${unit}`
    const known = this.#periods.get(key) ?? []
    const found = known.find(({ startMs, endMs }) => startMs <= at && at < endMs)
    if (found !== undefined) return found
    const period = periodOf(at, unit, zone)
    this.#periods.set(key, [period, ...known])
    return period
  }

  #name({ number, row }: CountedLine, expected: string, found: string): void {
    const where = `journal ${number} ${String(row['client_id'])} ${String(row['service'])}`
    this.#wrong.push({ agencyId: String(row['agency_id']), where, expected, found })
  }
}

interface Priced {
  readonly price: bigint
  readonly after: RatingState
}

interface CountedLine {
  readonly number: bigint
  readonly row: LineRow
  /** Undefined where the line corrects a usage that is not there. */
  readonly usage: StandingUsage | undefined
  readonly terms: TermsOfUsage
  /** Key of the running sum. */
  readonly sum: string
  readonly periodHours: string
}

/** Not so of lines from before it was kept, where the source had told its own. */
const keepsUnitCost = ({ row }: CountedLine): boolean =>
  row['unit_cost'] !== null || row['cost_rate_id'] !== null || row['cost'] === 0n || row['kind'] === 'void'

/** Corrections stand in their order. Usage hangs on none where it is of one rule and unit cost, and no sale is cut in two. */
function areAlike(lines: readonly CountedLine[]): boolean {
  if (lines.every(({ row }) => row['kind'] !== 'usage')) return true
  const under = lines.map(({ row, terms }) =>
    [row['terms_number'], row['cost_rate_id'], row['fx_rate_id'], row['unit_cost'], terms.planCapPpm].join(),
  )
  return (
    new Set(under).size === 1 &&
    lines.every(({ terms: { rule } }) => rule?.kind !== 'percentage' || rule.included === undefined)
  )
}

/** What each line is of, as it stood before the line. */
async function usagesOf(
  ctx: Pick<Context, 'db'>,
  agencyId: string,
  rows: readonly LineRow[],
): Promise<(StandingUsage | undefined)[]> {
  const keyOf = (row: LineRow) => ({
    day: row['day'] as bigint,
    source: String(row['source']),
    id: String(row['corrects']),
  })
  const corrections = rows.filter((row) => row['kind'] !== 'usage')
  const keys = [...new Map(corrections.map((row) => [keyText(keyOf(row)), keyOf(row)])).values()]
  const [found] = keys.length === 0 ? [] : await ctx.db.readBatch([standingStatement(agencyId, keys)])
  const histories = Map.groupBy(found?.rows ?? [], (row) =>
    keyText({ ...keyOf(row), id: String(row['corrects'] ?? row['id']) }),
  )
  return rows.map((row) => {
    if (row['kind'] === 'usage') return firstLine(row)
    const key = keyText(keyOf(row))
    const before = histories.get(key)?.filter((one) => (one['seq'] as bigint) < (row['seq'] as bigint))
    return standingOf({ rows: before ?? [] }).get(key)
  })
}

/** @returns null where its terms cannot price it, or it corrects a usage that is not there */
function ratedAgain({ row, usage, terms, periodHours }: CountedLine, before: RatingState): Priced | null {
  if (usage === undefined) return null
  const state = { before, periodHours }
  const unitCost = row['unit_cost'] === null ? {} : { unitCost: String(row['unit_cost']) }
  const attributes = attributesOf(row) ?? {}
  try {
    switch (row['kind']) {
      case 'usage':
        return rateUnder(terms, String(row['quantity']), unitCost.unitCost, attributes, state)
      case 'void':
        return rateCorrection(usage, terms, null, state)
      case 'adjustment':
        return rateExactCost(usage, terms, usage.cost + (row['cost'] as bigint), state)
      default: {
        const quantity = usage.quantity.plus(String(row['quantity'])).toFixed()
        return rateCorrection(usage, terms, { quantity, attributes, ...unitCost }, state)
      }
    }
  } catch (error) {
    if (error instanceof RatingError) return null
    throw error
  }
}
