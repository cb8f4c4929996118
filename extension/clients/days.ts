import type { DayList, DaySeries, DayTotals } from '../../shared/contract/days.ts'
import { parseNano, type Nano } from '../../shared/money/nano.ts'
import { NO_MONTH, plus, type Month } from './month.ts'

const sumsOf = (day: DayTotals): Month => {
  const [cost, price, fees] = [parseNano(day.cost), parseNano(day.price), parseNano(day.fees)]
  return { cost, price, fees, profit: price - cost - fees }
}

/** What was left of a day after cost and fees, in nano. */
export const profitOf = (day: DayTotals): Nano => sumsOf(day).profit

export const spanOf = ({ days }: DaySeries): Month => days.map(sumsOf).reduce(plus, NO_MONTH)

/** The days added up, a sum per currency, the largest cost first; like `monthsByCurrency`. */
export function spansByCurrency(list: DayList): readonly { series: DaySeries; sum: Month }[] {
  return list.series
    .map((series) => ({ series, sum: spanOf(series) }))
    .sort((a, b) => (a.sum.cost === b.sum.cost ? 0 : a.sum.cost > b.sum.cost ? -1 : 1))
}
