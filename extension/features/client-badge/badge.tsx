import type { ReadonlySignal } from '@preact/signals'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { plain } from '../../i18n/figures.ts'
import { Button, Figure } from '../../ui/index.ts'
import type { RowState } from '../client-row/overviews.ts'
import { clockTime, marginText, money } from '../figures.ts'
import { explain } from '../failure.ts'
import { Popout } from '../popout.tsx'
import { ReportButton, type Report } from '../report.tsx'
import { stateOf } from '../state.ts'
import { t } from '../text.ts'

export interface BadgeProps {
  state: ReadonlySignal<RowState>
  isFloating: ReadonlySignal<boolean>
  report: Report
  onRetry: () => void
  onOptions: () => void
}

export function Badge(props: BadgeProps) {
  const state = props.state.value
  const floating = props.isFloating.value
  if (state.kind === 'loading') {
    return (
      <span class="badge" data-floating={floating} aria-busy="true">
        <span class="rl-hidden">{t('row.loading')}</span>
        <span class="blank" />
      </span>
    )
  }
  if (state.kind === 'unknown') {
    return (
      <span class="badge quiet" data-floating={floating}>
        {t('row.unknown')}
      </span>
    )
  }
  if (state.kind === 'failed') {
    const { text, next } = explain(state.failure)
    const label = next === 'options' ? t('fail.options') : t('fail.retry')
    return (
      <span class="badge" data-floating={floating} data-tone="warn">
        <Popout label={t('badge.failed')} tone="warn">
          <p class="why">{text}</p>
          {next && (
            <Button kind="plain" onClick={next === 'options' ? props.onOptions : props.onRetry}>
              {label}
            </Button>
          )}
        </Popout>
      </span>
    )
  }
  return <Known overview={state.overview} at={state.at} floating={floating} report={props.report} />
}

interface KnownProps {
  overview: ClientOverview
  at: number
  floating: boolean
  report: Report
}

function Known({ overview, at, floating, report }: KnownProps) {
  const { name, balance, currency, runwayDays, month } = overview
  const { label, tone, fix } = stateOf(overview)
  const runway = runwayDays === null ? t('row.noEnd') : t('row.runway', { days: plain(runwayDays) })
  const facts = [
    [t('panel.balance'), money(balance, currency)],
    [
      t('panel.runway'),
      runwayDays === null ? t('panel.noBurn') : t('panel.days', { days: plain(runwayDays) }),
    ],
    [t('badge.sold'), money(month.price, currency)],
    [t('badge.cost'), money(month.cost, currency)],
    [t('panel.profit'), `${money(month.profit, currency)} · ${marginText(month)}`],
  ]
  return (
    <span class="badge" data-floating={floating}>
      <Popout
        tone={tone}
        name={t(floating ? 'badge.nameOf' : 'badge.name', {
          name,
          balance: money(balance, currency),
          runway,
          state: label,
        })}
        label={
          <>
            {/* Away from the page's own header nothing else says whose balance this is. */}
            {floating && (
              <>
                <span class="name">{name}</span>{' '}
              </>
            )}
            <Figure text={money(balance, currency)} tone={balance.startsWith('-') ? 'loss' : undefined} />{' '}
            <span class="runway">{runway}</span>
          </>
        }
      >
        <p class="state">{label}</p>
        {fix && tone !== 'good' && <p class="why">{fix}</p>}
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p class="age">{t('panel.asOf', { time: clockTime(at) })}</p>
        <ReportButton report={report} />
      </Popout>
    </span>
  )
}
