import type { ComponentChild } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { ClientDetail } from '../../../shared/contract/clients.ts'
import { Button } from '../../ui/index.ts'
import { AlertsDialog } from './alerts/dialog.tsx'
import type { AlertsStore } from './alerts/store.ts'
import { MoneyDialogs, MoneyLists } from './money/view.tsx'
import type { Money } from './money/index.ts'
import { ReportButton, type Report } from '../report.tsx'
import { Problem } from '../problem.tsx'
import { money as roundedMoney } from '../../i18n/figures.ts'
import { t } from '../text.ts'
import { Question } from './confirm.tsx'
import { Head } from './head.tsx'
import { useRoom } from '../room.ts'
import { ServiceLine } from './service-line.tsx'
import type { PanelStore } from './store.ts'
import { chargingOf, isInUse } from './terms.ts'

export interface PanelProps {
  client: string
  store: PanelStore
  money: Money
  alerts: AlertsStore
  /** Whose account this page's is, where the page itself does not say it. */
  whose?: ComponentChild
  report: Report
  onOptions: () => void
}

/** Three services of two lines each, and their head: for a client that this tab has not shown yet. In px. */
const USUAL_HEIGHT = 520

export function Panel({ client, store, money, alerts, whose, report, onOptions }: PanelProps) {
  const state = store.state.value
  const reload = (): void => void store.load()
  const section = useRef<HTMLElement>(null)
  const isKnown = state.kind !== 'loading'
  const room = useRoom(section, { id: `clientPanel ${client}`, reserve: USUAL_HEIGHT, isKnown })
  return (
    <section ref={section} class="panel" aria-label={`${t('app.name')}: ${t('panel.title')}`}>
      {state.kind === 'loading' && <Skeleton />}
      {state.kind === 'failed' && (
        <>
          <h2 class="title">{t('panel.title')}</h2>
          <Problem failure={state.failure} onRetry={reload} onOptions={onOptions} />
        </>
      )}
      {state.kind === 'known' && (
        <>
          <Head
            detail={state.client.value}
            at={state.client.at}
            store={store}
            money={money}
            alerts={alerts}
            whose={whose}
          />
          {state.failure && <Problem failure={state.failure} onRetry={reload} onOptions={onOptions} />}
          <Services detail={state.client.value} store={store} onOptions={onOptions} />
          <MoneyLists detail={state.client.value} money={money} lineOf={store.line} onOptions={onOptions} />
          <MoneyDialogs detail={state.client.value} money={money} onOptions={onOptions} />
          <AlertsDialog detail={state.client.value} store={alerts} onOptions={onOptions} />
        </>
      )}
      {state.kind !== 'loading' && <ReportButton report={report} />}
      {room.isCut && (
        <div class="cut">
          <Button onClick={room.open}>{t('panel.showAll')}</Button>
        </div>
      )}
    </section>
  )
}

function Skeleton() {
  return (
    <div aria-busy="true">
      <h2 class="title">{t('panel.title')}</h2>
      <p class="soft">{t('panel.loading')}</p>
    </div>
  )
}

function Services({
  detail,
  store,
  onOptions,
}: {
  detail: ClientDetail
  store: PanelStore
  onOptions: () => void
}) {
  const charging = chargingOf(detail)
  const [isOpen, setOpen] = useState(false)
  const inUse = detail.services.filter(isInUse)
  // A client without any usage yet: then all of them, or there would be nothing to switch on.
  const first = inUse.length > 0 ? inUse : detail.services
  const rest = detail.services.filter((terms) => !first.includes(terms))
  const shown = isOpen ? [...first, ...rest] : first
  if (detail.services.length === 0) return <p class="soft">{t('panel.empty')}</p>
  return (
    <>
      <table class="services">
        <thead>
          <tr>
            <th scope="col">{t('column.service')}</th>
            <th scope="col" class="figure month">
              {t('column.month')}
            </th>
            <th scope="col" class="who">
              {t('column.who')}
            </th>
            <th scope="col" class="figure">
              {t('column.multiplier')}
            </th>
            <th scope="col" class="figure">
              {t('column.markup')}
            </th>
            <th scope="col" class="figure">
              {t('column.margin')}
            </th>
            <th scope="col" class="figure price">
              {t('column.price')}
            </th>
          </tr>
        </thead>
        {shown.map((terms) => (
          <ServiceLine
            key={terms.service}
            terms={terms}
            charging={charging}
            line={store.line(terms)}
            onOptions={onOptions}
          />
        ))}
      </table>
      {detail.services.map((terms) => (
        <Question
          key={terms.service}
          terms={terms}
          charging={charging}
          clientName={detail.overview.name}
          line={store.line(terms)}
        />
      ))}
      {rest.length > 0 && (
        <Button kind="plain" onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('panel.fewer') : t('panel.more', { count: String(rest.length) })}
        </Button>
      )}
      <p class="soft foot">
        {t(charging.isAssumed ? 'panel.feesAssumed' : 'panel.feesBy', {
          fee: detail.fee.label,
          reload: roundedMoney(charging.reload, charging.currency),
        })}
      </p>
    </>
  )
}
