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

/** A service with every dated cost the catalogue has for it, as the build writes it (shipped-costs.ts). */
export interface ShippedService {
  readonly id: string
  readonly system: string
  readonly unit: string
  readonly costs: readonly Pick<ServiceChoice, 'unitCost' | 'currency' | 'source' | 'validFrom'>[]
}

/** The costs that hold at `now` (epoch milliseconds): the newest of its UTC day, or the first where all are later. */
export function servicesAt(now: number, shipped: readonly ShippedService[]): ServiceChoice[] {
  const day = new Date(now).toISOString().slice(0, 10)
  return shipped.flatMap(({ costs, ...service }) => {
    const dated = [...costs].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    const cost = dated.findLast(({ validFrom }) => validFrom <= day) ?? dated[0]
    return cost ? [{ ...service, ...cost }] : []
  })
}
