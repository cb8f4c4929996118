import { money } from '../../i18n/figures.ts'
import type { Month } from '../../clients/month.ts'
import { abs } from '../../../shared/money/rounding.ts'
import { share } from '../../ui/share.ts'
import { t } from './text.ts'

/** What was billed, drawn to scale of the largest in the list: cost, fees, and what is left; a loss beyond the mark. */
export function Spark({ month, largest }: { month: Month; largest: bigint }) {
  const { cost, fees, price, profit } = month
  return (
    <span class="spark" aria-hidden="true">
      <span class="bar-cost" style={{ width: share(cost, largest) }} />
      <span class="bar-fee" style={{ width: share(fees, largest) }} />
      <span class="bar-profit" style={{ width: share(profit, largest) }} />
      {profit < 0n && <span class="spark-mark" style={{ left: share(price, largest) }} />}
    </span>
  )
}

/** What a row's spark is drawn to: the larger of price and cost with fees. */
export const extentOf = ({ price, cost, fees }: Month): bigint => (price > cost + fees ? price : cost + fees)

export interface ChartRow {
  id: string
  name: string
  month: Month
}

/** Profit as bars on both sides of zero, the largest gain first. One image for a screen reader per row, in words. */
export function ProfitChart({
  title,
  rows,
  currency,
}: {
  title: string
  rows: readonly ChartRow[]
  currency: string
}) {
  const profits = rows.map(({ month }) => month.profit)
  const gain = profits.reduce((most, profit) => (profit > most ? profit : most), 0n)
  const loss = profits.reduce((most, profit) => (-profit > most ? -profit : most), 0n)
  const whole = gain + loss
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <ul>
        {rows.map(({ id, name, month }) => {
          const { profit } = month
          const words = {
            name,
            profit: money(profit, currency),
            price: money(month.price, currency),
            cost: money(month.cost, currency),
            fees: money(month.fees, currency),
          }
          return (
            <li key={id} title={t('chart.label', words)}>
              <span class="chart-name">{name}</span>
              <span class="chart-track" aria-hidden="true">
                <span
                  class={profit < 0n ? 'chart-loss' : 'chart-gain'}
                  style={{
                    left: share(profit < 0n ? loss + profit : loss, whole),
                    width: share(abs(profit), whole),
                  }}
                />
                {loss > 0n && <span class="chart-zero" style={{ left: share(loss, whole) }} />}
              </span>
              <span class="chart-figure" data-loss={profit < 0n}>
                {words.profit}
              </span>
            </li>
          )
        })}
      </ul>
    </figure>
  )
}
