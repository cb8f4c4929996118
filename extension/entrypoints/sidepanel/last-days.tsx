import { useEffect, useState } from 'preact/hooks'
import type { DayList, DaySeries } from '../../../shared/contract/days.ts'
import { profitOf, spanOf, spansByCurrency } from '../../clients/days.ts'
import { failureText } from '../../i18n/failure.ts'
import { dayText, money } from '../../i18n/figures.ts'
import { call } from '../../rpc/call.ts'
import type { Failure } from '../../rpc/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { DaysTable } from './days-table.tsx'
import { lineOf, WIDE } from './spark-line.ts'
import { t } from './text.ts'

type State = { is: 'loading' } | { is: 'known'; list: DayList } | { is: 'failed'; failure: Failure }

/**
 * Profit day by day, of one client or (null) of the agency: a line for the eye, the same in words for a screen reader.
 * Read anew whenever `readAt` is another object: the figures beside it were.
 */
export function LastDays({ client, readAt }: { client: string | null; readAt: object }) {
  const [state, setState] = useState<State>({ is: 'loading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let isCurrent = true
    setState({ is: 'loading' })
    const read = async (): Promise<void> => {
      const answer = await (client === null ? call('days.agency', {}) : call('days.client', { id: client }))
      // An answer that comes after the next question is not the answer to it.
      if (!isCurrent) return
      setState(
        answer.ok ? { is: 'known', list: answer.value.value } : { is: 'failed', failure: answer.failure },
      )
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [client, readAt, tries])

  if (state.is === 'loading') return <p class="quiet days-wait">{t('days.loading')}</p>
  if (state.is === 'failed') {
    return (
      <div class="states" role="status">
        <Note tone="error">{failureText(state.failure)}</Note>
        <Button onClick={() => setTries(tries + 1)}>{t('panel.retry')}</Button>
      </div>
    )
  }
  const spans = spansByCurrency(state.list)
  if (spans.length === 0) return <p class="quiet days-wait">{t('days.none')}</p>
  return (
    <>
      {spans.map(({ series }) => (
        <DaysLine key={series.currency} series={series} />
      ))}
    </>
  )
}

function DaysLine({ series }: { series: DaySeries }) {
  const { currency, days, isComplete } = series
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return null
  const profits = days.map(profitOf)
  const { line, zero } = lineOf(profits)
  const [high, low] = [atMost(profits), atLeast(profits)]
  return (
    <figure class="days">
      <figcaption>
        {t('days.title')} · {currency}
      </figcaption>
      <svg viewBox={`0 0 ${WIDE.width} ${WIDE.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="days-zero" d={`M0 ${zero}H${WIDE.width}`} />
        <path class="days-line" d={line} />
      </svg>
      <p class="rl-hidden">
        {t('days.label', {
          from: dayText(first.day),
          to: dayText(last.day),
          profit: money(spanOf(series).profit, currency),
          best: dayText((days[high] ?? first).day),
          high: money(profits[high] ?? 0n, currency),
          worst: dayText((days[low] ?? first).day),
          low: money(profits[low] ?? 0n, currency),
        })}
      </p>
      {!isComplete && <p class="quiet">{t('days.part')}</p>}
      <DaysTable series={series} />
    </figure>
  )
}

const atMost = (amounts: readonly bigint[]): number =>
  amounts.reduce((at, amount, index) => (amount > (amounts[at] ?? amount) ? index : at), 0)
const atLeast = (amounts: readonly bigint[]): number =>
  amounts.reduce((at, amount, index) => (amount < (amounts[at] ?? amount) ? index : at), 0)
