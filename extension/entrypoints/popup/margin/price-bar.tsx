import { amount, percent, percentSign } from '../../../i18n/figures.ts'
import { PPM } from '../../../../shared/money/nano.ts'
import { divide } from '../../../../shared/money/rounding.ts'
import { share } from '../../../ui/share.ts'
import { t } from '../text.ts'
import type { MarginAnswer } from './solve.ts'

/**
 * Where the price goes, drawn to scale: cost, fee, and what is left. Where cost and fee are more than the price,
 * the bar is as long as they are, the mark stands at the price, and what lies beyond it is the loss.
 */
export function PriceBar({ answer }: { answer: MarginAnswer | null }) {
  const { cost = 0n, fees = 0n, price = 0n, profit = 0n } = answer?.totals ?? {}
  const whole = profit < 0n ? cost + fees : price
  const ofPrice = (part: bigint): string =>
    price === 0n ? amount(part, 2) : percent(divide(part * PPM, price, 'halfUp')) + percentSign()
  const label = answer
    ? t('answer.bar', { cost: ofPrice(cost), fee: ofPrice(fees), profit: ofPrice(profit) })
    : t('verdict.noPrice')
  return (
    <div class="bar" role="img" aria-label={label} data-loss={profit < 0n}>
      <span class="bar-cost" style={{ width: share(cost, whole) }} />
      <span class="bar-fee" style={{ width: share(fees, whole) }} />
      <span class="bar-profit" style={{ width: share(profit, whole) }} />
      {profit < 0n && <span class="bar-mark" style={{ left: share(price, whole) }} />}
    </div>
  )
}
