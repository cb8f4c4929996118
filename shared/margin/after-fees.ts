import { estimateFee, type FeeRule } from '../fees/rule.ts'
import { mulQuantity, NANO_PER_UNIT, PPM, type Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'
import { marginOf, multiplierToPrice, priceToMultiplier } from './convert.ts'

/** Either a price per unit, or a multiplier on the cost. */
export type MarginSetting = { readonly price: Nano } | { readonly multiplierPpm: bigint }

export type MarginInput = MarginSetting & {
  readonly unitCost: Nano
  /** Quantity in 10⁻⁹ of the unit (`parseNano('1000')`). */
  readonly volume: Nano
  /** Size of one top-up or charge; null where nothing is charged (no fee). */
  readonly reload: Nano | null
  readonly feeRule: FeeRule
}

export interface MarginResult {
  readonly unitCost: Nano
  readonly unitPrice: Nano
  /** Null where the cost is 0. */
  readonly multiplierPpm: bigint | null
  readonly cost: Nano
  readonly price: Nano
  readonly grossProfit: Nano
  /** Gross profit ÷ price; null for a price of 0. */
  readonly grossMarginPpm: bigint | null
  /** The fee of one top-up, and this volume's share of such fees. */
  readonly feePerReload: Nano
  readonly fees: Nano
  readonly profit: Nano
  readonly marginPpm: bigint | null
  readonly loses: boolean
}

/**
 * Profit of a volume after payment fees. All amounts are in one currency, that of the fee rule. Totals are
 * computed from the exact product and rounded half-up to the nano once; fees are spread by turnover:
 * fee(reload) × price ÷ reload.
 */
export const marginAfterFees = (input: MarginInput): MarginResult => {
  const { unitCost, volume, reload, feeRule } = input
  const byMultiplier = 'multiplierPpm' in input
  const unitPrice = byMultiplier ? multiplierToPrice(unitCost, input.multiplierPpm) : input.price
  const cost = mulQuantity(unitCost, volume, 'halfUp')
  const price = byMultiplier
    ? divide(unitCost * volume * input.multiplierPpm, NANO_PER_UNIT * PPM, 'halfUp')
    : mulQuantity(unitPrice, volume, 'halfUp')
  const charged = reload !== null && reload > 0n
  const feePerReload = charged ? estimateFee(reload, feeRule) : 0n
  const fees = charged ? divide(feePerReload * price, reload, 'halfUp') : 0n
  const grossProfit = price - cost
  const profit = grossProfit - fees
  return {
    unitCost,
    unitPrice,
    multiplierPpm: byMultiplier ? input.multiplierPpm : priceToMultiplier(unitCost, unitPrice),
    cost,
    price,
    grossProfit,
    grossMarginPpm: marginOf(cost, price),
    feePerReload,
    fees,
    profit,
    marginPpm: marginOf(cost + fees, price),
    loses: profit < 0n,
  }
}
