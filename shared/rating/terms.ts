import type { Nano } from '../money/nano.ts'
import type { PriceRule } from './rule.ts'

export interface Usage {
  readonly service: string
  /** Decimal string in the service's unit; negative for a reversal or a refund. */
  readonly quantity: string
  /** The exact cost per unit where the source knows it, in the cost rate's currency (without one, the price's). */
  readonly unitCost?: string | undefined
  /** Class of a percentage rule. */
  readonly class?: string | undefined
}

/** Quantity so far, and its price before minimum and cap. Store `Rated.after`, give it back as `Terms.before`. */
export interface RatingState {
  readonly quantity: string
  readonly price: Nano
}

export interface Terms {
  readonly costRate: { readonly id: string; readonly unitCost: string; readonly currency: string } | null
  /** Null: the agency absorbs the usage, the price is 0. */
  readonly price: { readonly id: string; readonly rule: PriceRule; readonly currency: string } | null
  /** Price currency per unit of cost currency; needed where a multiplier crosses currencies. */
  readonly fx: { readonly id: string; readonly rate: string } | null
  /** This client, service and period (`statePeriod(rule)`) so far; may be `NO_STATE` where `needsState(rule)` is false. */
  readonly before: RatingState
  /** A multiplier above it is rated at it: usage that happened is recorded, never billed above the plan. */
  readonly planCapPpm: bigint | null
  /** Hours of the period in the agency's time zone; needed by a monthly price spread over hours. */
  readonly periodHours?: string
}

export interface Rated {
  readonly cost: Nano
  readonly costCurrency: string
  readonly price: Nano
  readonly currency: string
  /** Null where the source gave the exact cost, or none is known. */
  readonly costRateId: string | null
  readonly priceRuleId: string | null
  /** Null where cost and price are in one currency. */
  readonly fxRateId: string | null
  readonly after: RatingState
}

/** Nothing used yet. */
export const NO_STATE: RatingState = { quantity: '0', price: 0n }
