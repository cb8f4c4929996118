import type { CreditsFormula } from '../credits/formula.ts'

/*
 * Price rules: a closed union, told apart by `kind`. Every number is a decimal string; money is in major units
 * of the rule's currency, which stands beside the rule. Types only, so that the page may import them.
 */

/**
 * What any rule composes with, per client, service and period:
 * - `included`: quantity that is free; the rule prices what goes beyond it
 * - `minimum`: least amount of a period that has usage (an idle period is free: a fee for it is `recurring`)
 * - `cap`: most that a period can cost
 */
export interface Composition {
  readonly included?: string
  readonly minimum?: string
  readonly cap?: string
}

/** price = cost × multiplier; at most six decimals, 0 allowed. */
export interface MultiplierRule extends Composition {
  readonly kind: 'multiplier'
  readonly multiplier: string
}

export interface UnitPriceRule extends Composition {
  readonly kind: 'unitPrice'
  readonly unitPrice: string
}

/** Up to and including `upTo` units of the period; null in the last tier only. `flat` is due once the tier is reached. */
export interface Tier {
  readonly upTo: string | null
  readonly unitPrice: string
  readonly flat?: string
}

/** `graduated`: each unit at its own tier's price; `volume`: all units at the price of the tier reached. */
export interface TiersRule extends Composition {
  readonly kind: 'tiers'
  readonly mode: 'graduated' | 'volume'
  readonly tiers: readonly Tier[]
}

/** Sold in packages of `size`; a started package is due whole. */
export interface PackageRule extends Composition {
  readonly kind: 'package'
  readonly size: string
  readonly price: string
}

/** One share of a sale: `percent` of it, per sale at least `minimum` and at most `cap`. */
export interface PercentagePart {
  readonly percent: string
  readonly minimum?: string
  readonly cap?: string
}

/**
 * A share of reported revenue; the quantity of the usage is the sale's amount. `rounding` applies to each part
 * of each sale: to the currency's minor unit (`ceil` for Monsum's marketplace mode), or `exact`.
 */
export interface PercentageRule extends Composition {
  readonly kind: 'percentage'
  readonly classes: readonly { readonly name: string; readonly parts: readonly PercentagePart[] }[]
  readonly rounding: 'exact' | 'halfUp' | 'ceil'
}

/** A fee per period; the quantity is the number of periods (a share of one, pro rata). */
export interface RecurringRule extends Composition {
  readonly kind: 'recurring'
  readonly price: string
  readonly every: 'month' | 'quarter' | 'year'
  /** Due only in a period with activity. */
  readonly onlyIfActive: boolean
}

/** Due once in the life of a client, with the first quantity above 0. */
export interface SetupFeeRule extends Composition {
  readonly kind: 'setupFee'
  readonly price: string
}

/** Level × time, e.g. seat-hours or byte-hours, at a literal rate per hour. */
export interface HourlyRule extends Composition {
  readonly kind: 'levelTime'
  readonly mode: 'hourly'
  readonly hourlyPrice: string
}

/** Level × hours; a level held for a whole month costs exactly `monthlyPrice`, spread by cumulative rounding. */
export interface MonthlySpreadRule extends Composition {
  readonly kind: 'levelTime'
  readonly mode: 'monthlySpread'
  readonly monthlyPrice: string
}

/** The quantity of the usage is the recipients of one mailing, a whole number; `included` counts credits. */
export interface CreditsRule extends Composition, CreditsFormula {
  readonly kind: 'credits'
  readonly creditPrice: string
}

export type PriceRule =
  | MultiplierRule
  | UnitPriceRule
  | TiersRule
  | PackageRule
  | PercentageRule
  | RecurringRule
  | SetupFeeRule
  | HourlyRule
  | MonthlySpreadRule
  | CreditsRule

/**
 * Whether the price of an event depends on what came before it in the period. If not, `Terms.before` may be
 * zero for every event.
 */
export const needsState = (rule: PriceRule): boolean => {
  if (rule.included !== undefined || rule.minimum !== undefined || rule.cap !== undefined) return true
  if (rule.kind === 'levelTime') return rule.mode === 'monthlySpread'
  return rule.kind === 'tiers' || rule.kind === 'package' || rule.kind === 'setupFee'
}

/** The span whose usage counts together: the key of the state, besides client and service. */
export const statePeriod = (rule: PriceRule): 'month' | 'quarter' | 'year' | 'lifetime' => {
  if (rule.kind === 'setupFee') return 'lifetime'
  return rule.kind === 'recurring' ? rule.every : 'month'
}
