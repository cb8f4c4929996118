import { Decimal } from '../../shared/rating/decimal.ts'
import { belowFloor } from '../../shared/rating/limits.ts'
import { parseMultiplierPpm } from '../../shared/rating/multiplier.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import { formatMultiplier } from '../../shared/margin/parse.ts'
import type { Context } from '../context.ts'
import { costAt } from './costs.ts'
import { type AgencyTerms, fxAt } from './terms.ts'

/** The least that an agency sells a service at. */
export interface FloorRow {
  readonly multiplierPpm: bigint | null
  /** Decimal text in `currency`. */
  readonly unitPrice: string | null
  readonly currency: string
}
/** By service; '*' counts where a service has none of its own. */
export type Floors = ReadonlyMap<string, FloorRow>

export const ALL_SERVICES = '*'
export const floorFor = (floors: Floors, service: string): FloorRow | null =>
  floors.get(service) ?? floors.get(ALL_SERVICES) ?? null

/** The floors of an agency. */
export async function readFloors(ctx: Pick<Context, 'db'>, agencyId: string): Promise<Floors> {
  const [found] = await ctx.db.readBatch([
    {
      sql: 'SELECT service, multiplier_ppm, unit_price, currency FROM price_floor WHERE agency_id = ?',
      args: [agencyId],
    },
  ])
  return new Map(
    (found?.rows ?? []).map((row) => [
      row['service'] as string,
      {
        multiplierPpm: row['multiplier_ppm'] as bigint | null,
        unitPrice: row['unit_price'] as string | null,
        currency: row['currency'] as string,
      },
    ]),
  )
}

export interface Priced {
  readonly service: string
  readonly rule: PriceRule | null
  readonly currency: string
}

/**
 * Why a price lies below the agency's floor, in words for staff; null where it does not, or where it cannot be said
 * before the usage is known: no unit price, no cost, no exchange rate. Tiers count by the cheapest of them.
 */
export function floorBroken(
  { service, rule, currency }: Priced,
  { terms, floors, at }: { terms: AgencyTerms; floors: Floors; at: Date },
): string | null {
  const floor = floorFor(floors, service)
  if (floor === null || rule === null) return null
  const ms = at.getTime()
  const cost = costAt(terms.costs, service, ms)
  const unitCost = cost === null ? null : converted(cost.unitCost, cost.currency, currency, terms, ms)
  const unitPrice = unitPriceOf(rule, unitCost)
  if (floor.multiplierPpm !== null) {
    const least = formatMultiplier(floor.multiplierPpm)
    if (rule.kind === 'multiplier') {
      if (parseMultiplierPpm(rule.multiplier) < floor.multiplierPpm) {
        return `${rule.multiplier}x is below the floor of ${least}x.`
      }
    } else if (unitPrice !== null && unitCost !== null && isBelow(unitPrice, unitCost.times(least))) {
      return `${unitPrice.toFixed()} ${currency} a unit is below ${least}x the cost of ${unitCost.toFixed()}.`
    }
  }
  if (floor.unitPrice === null || unitPrice === null) return null
  const least = converted(floor.unitPrice, floor.currency, currency, terms, ms)
  if (least === null || !isBelow(unitPrice, least)) return null
  return `${unitPrice.toFixed()} ${currency} a unit is below the floor of ${least.toFixed()} ${currency}.`
}

/** A unit may cost less than a nano, so both are compared in 10⁻⁴⁰: the comparison does not mind the scale. */
const isBelow = (price: Decimal, floor: Decimal): boolean => belowFloor(scaled(price), scaled(floor))
const scaled = (value: Decimal): bigint => BigInt(value.times('1e40').toFixed(0))

function converted(amount: string, from: string, to: string, terms: AgencyTerms, at: number): Decimal | null {
  if (from === to) return new Decimal(amount)
  const rate = fxAt(terms, from, to, at)
  return rate === null ? null : new Decimal(amount).times(rate.rate)
}

function unitPriceOf(rule: PriceRule, unitCost: Decimal | null): Decimal | null {
  switch (rule.kind) {
    case 'multiplier':
      return unitCost === null ? null : unitCost.times(rule.multiplier)
    case 'unitPrice':
      return new Decimal(rule.unitPrice)
    case 'tiers':
      return Decimal.min(...rule.tiers.map(({ unitPrice }) => unitPrice))
    case 'package':
      return new Decimal(rule.price).div(rule.size)
    case 'credits':
      return new Decimal(rule.creditPrice)
    case 'levelTime':
      return rule.mode === 'hourly' ? new Decimal(rule.hourlyPrice) : null
    case 'percentage':
    case 'recurring':
    case 'setupFee':
      return null
  }
}
