import type { Month } from '../../../clients/month.ts'
import { mulPpm } from '../../../../shared/money/nano.ts'
import { divide } from '../../../../shared/money/rounding.ts'

/**
 * The same usage at one multiplier for everything (B-09): price = cost × multiplier. Fees grow with what is billed;
 * where nothing was billed there is no fee to grow from, so none is counted (`hasFees` is false).
 */
export function reckon(month: Month, multiplierPpm: bigint): { month: Month; hasFees: boolean } {
  const price = mulPpm(month.cost, multiplierPpm, 'halfUp')
  const hasFees = month.price > 0n
  const fees = hasFees ? divide(month.fees * price, month.price, 'halfUp') : 0n
  return { month: { cost: month.cost, price, fees, profit: price - month.cost - fees }, hasFees }
}
