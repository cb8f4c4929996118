import type { ProfitLine } from '../../../shared/contract/days.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { failureText } from '../../i18n/failure.ts'
import { money } from '../../i18n/figures.ts'
import type { Failure } from '../../rpc/messages.ts'
import { Button } from '../../ui/button.tsx'
import { lineOf, SMALL } from './spark-line.ts'
import { t } from './text.ts'

/** Profit of the last days in a cell: a line for the eye, its sum for a screen reader. Its place is kept without one. */
export function RowLine({ line }: { line: ProfitLine | undefined }) {
  if (!line) return <span class="row-line" />
  const profits = line.profits.map(parseNano)
  const sum = profits.reduce((all, profit) => all + profit, 0n)
  const { line: path, zero } = lineOf(profits, SMALL)
  const words = t('line.sum', { profit: money(sum, line.currency) })
  return (
    <span class="row-line" data-falls={sum < 0n} title={words}>
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="days-zero" d={`M0 ${zero}H${SMALL.width}`} />
        <path class="days-line" d={path} />
      </svg>
      <span class="rl-hidden">{words}</span>
    </span>
  )
}

/** What line and bar are; or why there are no lines, and the way to try again. */
export function LinesNote({ failure, retry }: { failure: Failure | null; retry: () => void }) {
  return (
    <div class="lines-note" role="status">
      {failure === null ? (
        t('line.what')
      ) : (
        <>
          {t('line.failed')} {failureText(failure)}{' '}
          <Button kind="plain" onClick={retry}>
            {t('panel.retry')}
          </Button>
        </>
      )}
    </div>
  )
}
