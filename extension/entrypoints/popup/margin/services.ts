import { costAt } from '../../../../shared/catalogue/cost.ts'
import { SERVICES } from '../../../../shared/catalogue/service.ts'

/** A service of the shipped catalogue with the cost that holds now. */
export interface ServiceChoice {
  readonly id: string
  readonly system: string
  /** The catalogue's word for its unit; `unitName` says it in the reader's language. */
  readonly unit: string
  /** Decimal per unit. */
  readonly unitCost: string
  readonly currency: string
  readonly source: string
  readonly validFrom: string
}

/** What this page can reckon with: at most 9 decimals (a nano), and a cost at all. */
const USABLE = /^(?!0+(\.0+)?$)\d+(\.\d{1,9})?$/

/**
 * The services the catalogue has a usable cost for at `now` (epoch milliseconds). Left out are those whose cost
 * comes with the usage, and storage by the byte-hour, which is below a nano: these take a cost typed by hand.
 */
export function servicesAt(now: number): ServiceChoice[] {
  return SERVICES.flatMap(({ id, system, unit }) => {
    const cost = costAt(id, now)
    if (!cost || !USABLE.test(cost.unitCost)) return []
    const { unitCost, currency, source, validFrom } = cost
    return [{ id, system, unit, unitCost, currency, source, validFrom }]
  })
}
