import { useEffect, useState } from 'preact/hooks'
import { spansByCurrency } from '../../../clients/days.ts'
import type { Month } from '../../../clients/month.ts'
import { loadDays, type DaysState } from '../../../clients/source.ts'
import { amount, clockTime, dayText, money, multiplierText } from '../../../i18n/figures.ts'
import { Figure } from '../../../ui/figure.tsx'
import { Note } from '../../../ui/note.tsx'
import { Select } from '../../../ui/select.tsx'
import { NotListed } from '../clients/not-listed.tsx'
import { Steps } from '../margin/steps.tsx'
import { reckon } from './reckon.ts'
import { t } from './text.ts'

const ROWS = ['price', 'cost', 'fees', 'profit'] as const
const FIRST_PPM = 1_500_000n

/** B-09: what the agency's own last 30 days would have brought at another multiplier. */
export function WhatIfView() {
  const [state, setState] = useState<DaysState>({ is: 'loading' })
  const [ppm, setPpm] = useState(FIRST_PPM)
  const [chosen, setChosen] = useState<string>()
  const load = (): void => {
    setState({ is: 'loading' })
    void loadDays().then(setState)
  }
  useEffect(load, [])

  if (state.is !== 'known') {
    return (
      <div class="clients">
        <h2 class="rl-hidden">{t('whatIf.title')}</h2>
        <div class="clients-state" aria-live="polite">
          <NotListed state={state} retry={load} />
        </div>
      </div>
    )
  }
  const spans = spansByCurrency(state.days).filter(({ sum }) => sum.cost > 0n)
  const span = spans.find(({ series }) => series.currency === chosen) ?? spans[0]
  if (!span) return <p class="clients-quiet clients">{t('whatIf.none')}</p>
  const { sum: now } = span
  const { currency, isComplete } = span.series
  const then = reckon(now, ppm)
  return (
    <div class="what-if">
      <h2 class="plans-title">{t('whatIf.title')}</h2>
      <Answer now={now} then={then.month} currency={currency} />
      <Steps
        label={t('whatIf.slider')}
        ppm={ppm}
        spoken={(multiplier) => t('whatIf.spoken', { multiplier })}
        onChoose={setPpm}
      />
      <Compare now={now} then={then.month} ppm={ppm} currency={currency} />
      {spans.length > 1 && (
        <Select
          name="currency"
          label={t('whatIf.currency')}
          value={currency}
          choices={spans.map(({ series: { currency: value } }) => ({ value, label: value }))}
          onChange={setChosen}
        />
      )}
      <p class="sources">
        {t('whatIf.basis', {
          from: dayText(state.days.from),
          to: dayText(state.days.to),
          time: clockTime(state.at),
        })}{' '}
        {!then.hasFees && t('whatIf.noFees')} {!isComplete && t('whatIf.part')}
      </p>
    </div>
  )
}

function Answer({ now, then, currency }: { now: Month; then: Month; currency: string }) {
  const change = then.profit - now.profit
  const key = change === 0n ? 'same' : change > 0n ? 'more' : 'less'
  const words = { change: money(change < 0n ? -change : change, currency) }
  return (
    <>
      <dl class="headline">
        <div class="headline-main">
          <dt>{t('whatIf.profit')}</dt>
          <dd data-testid="what-if-profit">
            <Figure text={money(then.profit, currency)} tone={then.profit < 0n ? 'loss' : undefined} />
          </dd>
        </div>
      </dl>
      <div aria-live="polite">
        <Note tone={change < 0n ? 'error' : 'good'}>
          {key === 'same' ? t('whatIf.same') : t(`whatIf.${key}`, words)}
        </Note>
      </div>
    </>
  )
}

function Compare({ now, then, ppm, currency }: { now: Month; then: Month; ppm: bigint; currency: string }) {
  const multiplier = multiplierText(ppm)
  return (
    <table class="breakdown">
      <caption class="rl-hidden">{t('whatIf.table', { multiplier, currency })}</caption>
      <thead>
        <tr>
          <th scope="col">{currency}</th>
          <th scope="col">{t('whatIf.now')}</th>
          <th scope="col">{t('whatIf.then', { multiplier })}</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map((row) => (
          <tr key={row} class={`row-${row === 'fees' ? 'fee' : row}`}>
            <th scope="row">{t(`row.${row}`)}</th>
            {[now, then].map((month, index) => (
              <td key={index} data-loss={row === 'profit' && month.profit < 0n}>
                {amount(month[row], 2)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
