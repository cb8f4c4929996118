import type { ClientDetail, ServiceTerms } from '../../../shared/contract/clients.ts'
import type { FeeRule } from '../../../shared/fees/rule.ts'
import { breakEvenMultiplier, reloadNet } from '../../../shared/margin/reload.ts'
import { multiplierToPrice, priceToMultiplier } from '../../../shared/margin/convert.ts'
import { parseNano, type Nano } from '../../../shared/money/nano.ts'
import { feeShareOf, multiplierOf } from './draft.ts'

/** HighLevel's own default, "to cover your Stripe fees" (HL-09): where we start, and show whether it does. */
const DEFAULT_MULTIPLIER_PPM = 1_050_000n

/** HighLevel's default recharge: 10 when below 10 (help centre, 2026-08-02). */
const DEFAULT_RELOAD = parseNano('10')

/** What all lines of a client share. */
export interface Charging {
  rule: FeeRule
  reload: Nano
  /** No reload is set for this client: the figures take the CRM's default. */
  isAssumed: boolean
  feeShare: bigint
  currency: string
}

export function chargingOf({ fee, reload, overview }: ClientDetail): Charging {
  const rule: FeeRule = {
    id: fee.id,
    // The API says percent ("2.9"): four decimals are a ppm.
    percentPpm: parseNano(fee.percent) / 100_000n,
    fixed: parseNano(fee.fixed),
    currency: fee.currency,
    source: 'worker',
    validFrom: '',
  }
  const isAssumed = parseNano(reload.amount) === 0n
  const amount = isAssumed ? DEFAULT_RELOAD : parseNano(reload.amount)
  return { rule, reload: amount, isAssumed, feeShare: feeShareOf(amount, rule), currency: overview.currency }
}

/** The multiplier in force, or where a line starts that has none: 1.05, or the cap below it. */
export function startOf(terms: ServiceTerms): bigint {
  if (terms.multiplier !== null) return multiplierOf(terms.multiplier)
  const agreed = agreedMultiplier(terms)
  if (agreed !== null) return agreed
  const cap = capOf(terms)
  return cap !== null && cap < DEFAULT_MULTIPLIER_PPM ? cap : DEFAULT_MULTIPLIER_PPM
}

/** What a price per unit comes to; null for tiers and other rules that have none. */
function agreedMultiplier(terms: ServiceTerms): bigint | null {
  const cost = unitCostOf(terms)
  if (terms.billedBy === 'agency' || terms.unitPrice === null || cost === null) return null
  return priceToMultiplier(cost, nanoOf(terms.unitPrice))
}

/** In use, or agreed: what staff look for first. The worker lists every service of the catalogue. */
export function isInUse({ billedBy, month }: ServiceTerms): boolean {
  return billedBy !== 'agency' || month.events > 0
}

export function capOf(terms: ServiceTerms): bigint | null {
  return terms.multiplierCap === null ? null : multiplierOf(terms.multiplierCap)
}

/** Cost per unit; null where none is known. Rates finer than a nano are cut for display: the worker rates exactly. */
export function unitCostOf({ unitCost }: ServiceTerms): Nano | null {
  return unitCost === null ? null : nanoOf(unitCost)
}

function nanoOf(rate: string): Nano {
  const [whole = '0', fraction = ''] = rate.split('.')
  return parseNano(fraction ? `${whole}.${fraction.slice(0, 9)}` : whole)
}

export function unitPriceOf(terms: ServiceTerms, multiplierPpm: bigint): Nano | null {
  const cost = unitCostOf(terms)
  return cost === null ? null : multiplierToPrice(cost, multiplierPpm)
}

export type Warning =
  | { kind: 'loses'; loss: Nano; breakEvenPpm: bigint | null }
  | { kind: 'belowCost'; loss: Nano }
  | { kind: 'otherCurrency'; currency: string }
  | { kind: 'ownRule' }

/** What staff must know before they leave a multiplier like that (B-02). */
export function warningOf(terms: ServiceTerms, multiplierPpm: bigint, charging: Charging): Warning | null {
  if (terms.billedBy !== 'agency' && terms.multiplier === null) return { kind: 'ownRule' }
  if (terms.costCurrency !== charging.currency) return { kind: 'otherCurrency', currency: terms.costCurrency }
  const cost = unitCostOf(terms)
  if (cost !== null && cost > 0n && multiplierPpm < 1_000_000n) {
    return { kind: 'belowCost', loss: cost - multiplierToPrice(cost, multiplierPpm) }
  }
  const kept = reloadNet({ reload: charging.reload, multiplierPpm, fee: charging.rule })
  if (charging.reload === 0n || !kept?.loses) return null
  return { kind: 'loses', loss: -kept.net, breakEvenPpm: breakEvenMultiplier(charging.reload, charging.rule) }
}
