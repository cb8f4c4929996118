/** What one unit of a service costs the agency from a day on. */
export interface CatalogueCost {
  readonly id: string
  readonly service: string
  /** Decimal string per unit of the service. */
  readonly unitCost: string
  readonly currency: string
  /** YYYY-MM-DD, UTC. */
  readonly validFrom: string
  readonly source: string
}
