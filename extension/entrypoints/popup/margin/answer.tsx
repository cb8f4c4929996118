import { Figure } from '../../../ui/figure.tsx'
import {
  amount,
  fineMoney,
  money,
  multiplierText,
  percent,
  percentSign,
  plain,
} from '../../../i18n/figures.ts'
import { formatNano, NANO_PER_UNIT, type Nano } from '../../../../shared/money/nano.ts'
import { abs } from '../../../../shared/money/rounding.ts'
import { t } from '../text.ts'
import { PriceBar } from './price-bar.tsx'
import type { MarginAnswer } from './solve.ts'

export interface AnswerProps {
  /** Null while a field cannot be read: every figure then is a dash, in its place. */
  answer: MarginAnswer | null
  currency: string
  unit: string
}

const DASH = '\u2013'

/** The answer, first and large; below it where each part of the price goes, in three columns that line up. */
export function Answer({ answer, currency, unit }: AnswerProps) {
  const totals = answer?.totals
  const volume = answer ? plain(formatNano(answer.volume)) : DASH
  const tone = totals && (totals.loses || answer.perReload?.loses) ? 'loss' : undefined
  const breakEven = answer?.breakEvenPpm
  return (
    <section class="answer" aria-label={t('answer.title')}>
      <dl class="headline">
        <div class="headline-main">
          <dt>{t('answer.margin')}</dt>
          <dd data-testid="margin-after-fees">
            <Figure
              text={typeof totals?.marginPpm === 'bigint' ? marginText(totals.marginPpm) : DASH}
              unit={percentSign().trim()}
              tone={tone}
            />
          </dd>
        </div>
        <div>
          <dt>{t('answer.profit', { volume })}</dt>
          <dd data-testid="profit">
            <Figure text={totals ? fineMoney(totals.profit, currency) : DASH} tone={tone} />
          </dd>
        </div>
        <div>
          <dt>{t('answer.breakEven')}</dt>
          <dd data-testid="break-even">
            <Figure text={typeof breakEven === 'bigint' ? `${multiplierText(breakEven, 'ceil')}×` : DASH} />
          </dd>
        </div>
      </dl>
      <PriceBar answer={answer} />
      <Breakdown answer={answer} currency={currency} unit={unit} volume={volume} />
    </section>
  )
}

/** Far below zero the digits say nothing more, and would not fit: `< −9,999`. */
function marginText(ppm: bigint): string {
  const lowest = -9_999n * 10_000n
  if (ppm < lowest) return `< ${percent(lowest, 0)}`
  return percent(ppm, ppm < -1_000n * 10_000n ? 0 : 2)
}

type Row = 'price' | 'cost' | 'fee' | 'profit'
type Column = Record<Row, Nano | null>
const ROWS: readonly Row[] = ['price', 'cost', 'fee', 'profit']

function Breakdown({ answer, currency, unit, volume }: AnswerProps & { volume: string }) {
  const columns = columnsOf(answer)
  const decimals = [decimalsOfUnit(columns[0]), ...columns.slice(1).map(decimalsFor)]
  const reload = answer?.reload
  return (
    <table class="breakdown">
      <caption class="rl-hidden">{t('answer.table', { currency })}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('column.unit', { currency, unit })}</th>
          <th scope="col">{t('column.volume', { volume })}</th>
          <th scope="col">
            {typeof reload === 'bigint'
              ? t('column.reload', { reload: money(reload, currency) })
              : t('column.noReload')}
          </th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map((row) => (
          <tr key={row} class={`row-${row}`} data-testid={`row-${row}`}>
            <th scope="row">{t(`row.${row}`)}</th>
            {columns.map((column, index) => {
              const value = column[row]
              return (
                <td key={index} data-loss={row === 'profit' && value !== null && value < 0n}>
                  {value === null ? DASH : amount(value, decimals[index] ?? 4)}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const NOTHING: Column = { price: null, cost: null, fee: null, profit: null }

/** Per unit, for the volume, per reload. The fee of one unit is its share of the reload's fee. */
function columnsOf(answer: MarginAnswer | null): readonly [Column, Column, Column] {
  if (!answer) return [NOTHING, NOTHING, NOTHING]
  const { totals, reload, perReload, perUnit } = answer
  return [
    { price: totals.unitPrice, cost: totals.unitCost, fee: perUnit.fees, profit: perUnit.profit },
    { price: totals.price, cost: totals.cost, fee: totals.fees, profit: totals.profit },
    reload === null || perReload === null
      ? NOTHING
      : { price: reload, cost: perReload.cost, fee: perReload.fee, profit: perReload.net },
  ]
}

/** Price and cost of one unit are shown to their last digit, and the whole column with as many decimals. */
function decimalsOfUnit({ price, cost }: Column): number {
  const needed = [price, cost].map((nano) => (formatNano(nano ?? 0n).split('.')[1] ?? '').length)
  return Math.max(5, ...needed)
}

/** As many decimals as fit: all figures of a column have the same, so the points stand in line. */
function decimalsFor(column: Column): number {
  const largest = ROWS.reduce(
    (most, row) => (abs(column[row] ?? 0n) > most ? abs(column[row] ?? 0n) : most),
    0n,
  )
  if (largest >= 10_000_000n * NANO_PER_UNIT) return 0
  return largest >= 10_000n * NANO_PER_UNIT ? 2 : 4
}
