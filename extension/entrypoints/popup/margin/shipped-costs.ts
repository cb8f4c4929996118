import { CATALOGUE_COSTS } from '../../../../shared/catalogue/cost.ts'
import { SERVICES } from '../../../../shared/catalogue/service.ts'
import type { ShippedService } from './services.ts'

/** What this page can reckon with: at most 9 decimals (a nano), and a cost at all. */
const USABLE = /^(?!0+(\.0+)?$)\d+(\.\d{1,9})?$/

/**
 * The services the catalogue has a usable cost for. Run by the build (wxt.config.ts) and by tests: the popup carries
 * this list, not the whole price list behind it. Left out are services whose cost comes with the usage, and storage
 * by the byte-hour, which is below a nano: these take a cost typed by hand.
 */
export function shippedServices(): ShippedService[] {
  return SERVICES.flatMap(({ id, system, unit }) => {
    const costs = CATALOGUE_COSTS.filter(({ service, unitCost }) => service === id && USABLE.test(unitCost))
    if (costs.length === 0) return []
    return [
      {
        id,
        system,
        unit,
        costs: costs.map(({ unitCost, currency, source, validFrom }) => ({
          unitCost,
          currency,
          source,
          validFrom,
        })),
      },
    ]
  })
}
