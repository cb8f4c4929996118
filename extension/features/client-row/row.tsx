import type { ReadonlySignal } from '@preact/signals'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { Figure } from '../../ui/index.ts'
import { explain } from '../failure.ts'
import { plain } from '../../i18n/figures.ts'
import { clockTime, exactMoney, marginText, money } from '../figures.ts'
import { stateOf } from '../state.ts'
import { t } from '../text.ts'
import type { RowState } from './overviews.ts'
import { Hint } from '../hint.tsx'

export interface RowProps {
  state: ReadonlySignal<RowState>
  isFloating: ReadonlySignal<boolean>
  onRetry: () => void
  onOptions: () => void
}

export function Row(props: RowProps) {
  const state = props.state.value
  switch (state.kind) {
    case 'loading':
      return (
        <div class="row" aria-busy="true">
          <span class="rl-hidden">{t('row.loading')}</span>
          <span class="bar balance" />
          <span class="bar runway" />
          <span class="bar margin" />
          <span class="bar state" />
        </div>
      )
    case 'unknown':
      return <div class="row quiet">{t('row.unknown')}</div>
    case 'failed': {
      const { text, next } = explain(state.failure)
      const act = next === 'options' ? props.onOptions : props.onRetry
      const label = next === 'options' ? t('fail.options') : t('fail.retry')
      return (
        <div class="row quiet">
          <Hint label={label} tone="warn" text={text} {...(next && { act: { label, run: act } })} />
        </div>
      )
    }
    case 'known':
      return <Known overview={state.overview} at={state.at} isFloating={props.isFloating.value} />
  }
}

function Known({ overview, at, isFloating }: { overview: ClientOverview; at: number; isFloating: boolean }) {
  const { label, tone, fix } = stateOf(overview)
  const { balance, currency, runwayDays, name, status, month } = overview
  // A short runway is how prepaid works; it is a worry only where the next reload is in doubt.
  const isShort = status !== 'ok' && runwayDays !== null && Number(runwayDays) < 3
  return (
    <div class="row" role="group" aria-label={t('row.title', { name })} data-floating={isFloating}>
      {isFloating && <span class="name">{name}</span>}
      <span
        class="balance"
        title={`${exactMoney(balance, currency)} · ${t('panel.asOf', { time: clockTime(at) })}`}
      >
        <Figure text={money(balance, currency)} tone={balance.startsWith('-') ? 'loss' : undefined} />
      </span>
      <span class="runway" data-short={isShort}>
        {runwayDays === null ? t('row.noEnd') : t('row.runway', { days: plain(runwayDays) })}
      </span>
      <span
        class="margin"
        data-loss={month.profit.startsWith('-')}
        title={t('row.month', { profit: money(month.profit, currency), margin: marginText(month) })}
      >
        {marginText(month)}
      </span>
      <span class="state">
        <Hint label={label} tone={tone} text={fix} />
      </span>
    </div>
  )
}
