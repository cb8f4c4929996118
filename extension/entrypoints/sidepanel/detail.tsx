import { useEffect, useRef, useState } from 'preact/hooks'
import type { ClientDetail, ClientOverview } from '../../../shared/contract/clients.ts'
import { parseNano } from '../../../shared/money/nano.ts'
import { monthOf } from '../../clients/month.ts'
import { failureText } from '../../i18n/failure.ts'
import { serviceName } from '../../i18n/catalogue.ts'
import { clockTime, money, plain } from '../../i18n/figures.ts'
import { language } from '../../i18n/preferences.ts'
import { call } from '../../rpc/call.ts'
import type { Dated, Failure } from '../../rpc/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { download, servicesCsv } from './csv.ts'
import { LastDays } from './last-days.tsx'
import { LinesNote } from './row-line.tsx'
import { ServiceTable } from './service-table.tsx'
import { byService } from './services.ts'
import { Totals } from './totals.tsx'
import { t } from './text.ts'
import { useServiceLines } from './use-lines.ts'

type State =
  | { is: 'loading' }
  | { is: 'known'; detail: Dated<ClientDetail> }
  | { is: 'failed'; failure: Failure }

/** One client: its month, service by service. */
export function Detail({ client, onBack }: { client: ClientOverview; onBack: () => void }) {
  const [state, setState] = useState<State>({ is: 'loading' })
  const heading = useRef<HTMLHeadingElement>(null)
  const load = (): void => {
    setState({ is: 'loading' })
    void call('clients.detail', { id: client.id }).then((answer) =>
      setState(answer.ok ? { is: 'known', detail: answer.value } : { is: 'failed', failure: answer.failure }),
    )
  }
  useEffect(() => {
    heading.current?.focus()
    load()
  }, [client.id])

  const { name, currency } = client
  return (
    <div class="stack detail">
      <div class="detail-head">
        <Button kind="plain" onClick={onBack}>
          ‹ {t('detail.back')}
        </Button>
        {state.is === 'known' && (
          <span class="quiet">{t('panel.asOf', { time: clockTime(state.detail.at) })}</span>
        )}
      </div>
      <h2 ref={heading} tabIndex={-1}>
        {name}
      </h2>
      <div aria-live="polite" class="states">
        {state.is === 'loading' && <p class="quiet">{t('detail.loading', { name })}</p>}
        {state.is === 'failed' && (
          <>
            <Note tone="error">{failureText(state.failure)}</Note>
            <Button onClick={load}>{t('panel.retry')}</Button>
          </>
        )}
      </div>
      {state.is === 'known' && <Known detail={state.detail.value} currency={currency} />}
    </div>
  )
}

function Known({ detail, currency }: { detail: ClientDetail; currency: string }) {
  const { overview } = detail
  const services = byService([detail])
  const { lines, failure, retry } = useServiceLines(overview.id, currency, () =>
    call('days.clientServices', { id: overview.id }),
  )
  return (
    <>
      <dl class="facts">
        <dt>{t('column.balance')}</dt>
        <dd>{money(parseNano(overview.balance), currency)}</dd>
        <dt>{t('column.runway')}</dt>
        <dd>
          {overview.runwayDays === null
            ? t('list.noBurn')
            : t('list.days', { days: plain(overview.runwayDays) })}
        </dd>
      </dl>
      <Totals currency={currency} month={monthOf(overview.month)} />
      <LastDays client={overview.id} readAt={detail} />
      {services.length === 0 ? (
        <p class="quiet">{t('detail.none')}</p>
      ) : (
        <>
          <ServiceTable
            caption={t('detail.table', { name: overview.name })}
            services={services}
            lines={lines}
            currency={currency}
          />
          <LinesNote failure={failure} retry={retry} />
          <div class="below">
            <Button
              kind="plain"
              onClick={() =>
                download(
                  `rebill-lens-${overview.id}.csv`,
                  servicesCsv(services, currency, { language: language.value, nameOf: serviceName }),
                )
              }
            >
              {t('panel.export')}
            </Button>
          </div>
        </>
      )}
    </>
  )
}
