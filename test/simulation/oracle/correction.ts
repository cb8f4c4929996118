/**
 * Lines of the books, and what a usage comes to with its corrections.
 * - A usage books itself. A void takes what stands of it out; an amendment takes that out and puts the wanted usage in:
 *   both under what the usage fell under when it came (rule, cap, cost, exchange rate, mode), and at the running sum as
 *   it stands now. What a part costs is the same in and out, so a usage that was taken out leaves nothing.
 * - A correction is a line of its own, for the usage's own time. Voided is voided; an amendment to what stands is none.
 * - It settles the estimate of its usage, unless it is an amendment that is an estimate itself.
 * - An adjustment puts the usage in at its exact cost, told by the platform as a whole. Where our ledger bills a multiple
 *   of the cost the price is that of the exact cost (with a running sum, of the cost per unit to 40 decimals); else, or
 *   where the exchange rate was not known, the price stands.
 */
import {
  type Fraction,
  type Places,
  compare,
  nano,
  negated,
  over,
  rounded,
  times,
  whole,
  ZERO,
} from './fraction.ts'
import type { Facts, Holding } from './facts.ts'
import type { Sale } from './price.ts'
import { isCounted } from './rule.ts'
import { dayOf, monthOf, startOfMonth } from './zone.ts'

/** Usage that goes in, or comes out where the quantity is turned round. */
export interface Part {
  readonly quantity: Fraction
  readonly sale: Sale
  /** Its whole cost in nano where that was told; null = quantity times the cost of a unit. */
  readonly cost: bigint | null
}

/** One line of the books. */
export interface Line {
  readonly kind: 'usage' | 'void' | 'amend' | 'adjustment'
  readonly agencyId: string
  readonly clientId: string
  readonly service: string
  readonly source: string
  readonly id: string
  readonly at: number
  /** UTC day of `at`. */
  readonly day: number
  readonly receivedAt: number
  readonly holding: Holding
  readonly parts: readonly Part[]
  /** Estimates that it adds, or settles: 1, 0, −1. */
  readonly estimates: bigint
}

/** A usage as it stands with its corrections. */
export interface Standing {
  readonly first: Line
  readonly hadOwnCost: boolean
  voided: boolean
  estimated: boolean
  part: Part
  labels: string
  nextNumber: number
  /** What the platform has told so far that it cost, nano. */
  told: bigint
}

/** The part taken out again. */
export const turned = ({ quantity, sale, cost }: Part): Part => ({
  quantity: negated(quantity),
  sale,
  cost: cost === null ? null : -cost,
})

export const costOf = ({ quantity, sale, cost }: Part, holding: Holding): bigint =>
  cost ?? nano(times(quantity, sale.unitCost ?? holding.cost?.unit ?? ZERO))

const UNIT_PLACES: Places = 40

/** The part at its exact cost. */
export function exactPart(part: Part, holding: Holding, cost: bigint): Part {
  const { rule, billedBy, rate } = holding
  const isRated = holding.cost === null || holding.cost.currency === holding.currency || rate !== null
  const follows = rule?.kind === 'multiplier' && billedBy === 'ledger' && isRated
  if (!follows || compare(part.quantity, ZERO) === 0) return { ...part, cost }
  const unit = over(over(whole(cost), whole(1_000_000_000n)), part.quantity)
  const unitCost = isCounted(rule) ? rounded(unit, UNIT_PLACES) : unit
  return { ...part, sale: { ...part.sale, unitCost }, cost }
}

/** A local month that was closed, and how many lines there were by then. */
export interface Close {
  readonly agencyId: string
  readonly month: number
  readonly lines: number
}

/**
 * The local day and month that a line counts in: its own, unless its month, or a later one, was closed before the line
 * came; then the month after that one, on the day of receipt where that lies in it, else on its first day.
 */
export function countedOn(
  line: Line,
  index: number,
  facts: Facts,
  closes: readonly Close[],
): { day: number; month: number; late: boolean } {
  const zone = facts.agencies.get(line.agencyId)?.zone ?? 'UTC'
  const month = monthOf(line.at, zone)
  const closed = closes
    .filter((one) => one.agencyId === line.agencyId && one.lines <= index)
    .reduce((last, one) => Math.max(last, one.month), 0)
  if (month > closed) return { day: dayOf(line.at, zone), month, late: false }
  const open = closed + 1
  const received = monthOf(line.receivedAt, zone) === open
  return { day: dayOf(received ? line.receivedAt : startOfMonth(open, zone), zone), month: open, late: true }
}

/** Labels in one order, as text. */
export const labelsOf = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n')
