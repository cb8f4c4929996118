import { CATALOGUE_COSTS } from '../../shared/catalogue/cost.ts'

/** What one unit of a service costs the agency from an instant (epoch milliseconds) on. */
export interface CostRate {
  readonly id: string
  /** Decimal text, major units of `currency` per unit of the service. */
  readonly unitCost: string
  readonly currency: string
  readonly validFrom: number
  readonly source: string
}

/** The shipped cost book by service, newest first: a lookup per event must not walk the whole book. */
const SHIPPED = shippedByService()

/**
 * The cost that held at `at`: the agency's own newest entry, else the shipped catalogue's. Usage from before the
 * first entry takes that one: it happened, so it has a cost. Null where neither book knows the service.
 * @param own the agency's own entries by service, newest first
 */
export function costAt(
  own: ReadonlyMap<string, readonly CostRate[]>,
  service: string,
  at: number,
): CostRate | null {
  const mine = own.get(service)
  const shipped = SHIPPED.get(service)
  return holding(mine, at) ?? holding(shipped, at) ?? mine?.at(-1) ?? shipped?.at(-1) ?? null
}

const holding = (book: readonly CostRate[] | undefined, at: number) =>
  book?.find((entry) => entry.validFrom <= at)

function shippedByService(): Map<string, CostRate[]> {
  const books = new Map<string, CostRate[]>()
  for (const { id, service, unitCost, currency, validFrom, source } of CATALOGUE_COSTS) {
    const entry = { id, unitCost, currency, validFrom: Date.parse(`${validFrom}T00:00:00Z`), source }
    books.set(service, [...(books.get(service) ?? []), entry])
  }
  for (const book of books.values()) book.sort((a, b) => b.validFrom - a.validFrom)
  return books
}
