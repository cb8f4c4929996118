/**
 * Lines of the books, and what a usage comes to with its corrections.
 * - A usage books itself. A void takes what stands of it out; an amendment takes that out and puts the wanted usage in:
 *   both under what the usage fell under when it came (rule, cap, cost, exchange rate, mode), and at the running sum as
 *   it stands now. What a part costs is the same in and out, so a usage that was taken out leaves nothing.
 * - A correction is a line of its own, for the usage's own time. Voided is voided; an amendment to what stands is none.
 * - It settles the estimate of its usage, unless it is an amendment that is an estimate itself.
 */
import type { Fraction } from './fraction.ts'
import type { Facts, Holding } from './facts.ts'
import type { Sale } from './price.ts'
import { dayOf, monthOf, startOfMonth } from './zone.ts'

/** Usage that goes in, or comes out where the quantity is turned round. */
export interface Part {
  readonly quantity: Fraction
  readonly sale: Sale
}

/** One line of the books. */
export interface Line {
  readonly kind: 'usage' | 'void' | 'amend'
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
