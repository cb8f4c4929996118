import type { ComponentChild } from 'preact'
import type { ClientAlerts } from '../../../shared/contract/alerts.ts'
import type { ClientDetail } from '../../../shared/contract/clients.ts'
import { Button, Figure, Note } from '../../ui/index.ts'
import { plain } from '../../i18n/figures.ts'
import { ownCount } from './alerts/draft.ts'
import type { AlertsStore } from './alerts/store.ts'
import { t as a } from './alerts/text.ts'
import type { Money } from './money/index.ts'
import { t as m } from './money/text.ts'
import { clockTime, exactMoney, money } from '../figures.ts'
import { Hint } from '../hint.tsx'
import { stateOf } from '../state.ts'
import { t } from '../text.ts'
import type { PanelStore } from './store.ts'

/** The client at a glance, and the acts on its money. */
export function Head({
  detail,
  at,
  store,
  money: { store: acts },
  alerts,
  whose,
}: {
  detail: ClientDetail
  at: number
  store: PanelStore
  money: Money
  alerts: AlertsStore
  /** Whose account this page's is, where the page itself does not say it. */
  whose: ComponentChild
}) {
  const { overview, reload, paymentMethod } = detail
  const { currency, balance, runwayDays, month } = overview
  const { label, tone, fix } = stateOf(overview)
  return (
    <header>
      <div class="bar">
        <h2 class="title">{t('panel.title')}</h2>
        {whose}
        <Hint label={label} tone={tone} text={null} />
        <span class="age">{t('panel.asOf', { time: clockTime(at) })}</span>
        <Button kind="plain" pending={store.isLoading.value} onClick={() => void store.load()}>
          {t('panel.refresh')}
        </Button>
      </div>
      <dl class="facts">
        <div class="fact lead" title={exactMoney(balance, currency)}>
          <dt>{t('panel.balance')}</dt>
          <dd>
            <Figure text={money(balance, currency)} tone={balance.startsWith('-') ? 'loss' : undefined} />
          </dd>
          {overview.billingMode === 'prepaid' && (
            <dd class="act">
              <Button kind="plain" onClick={acts.openTopUp}>
                {m('money.topUp')}
              </Button>
            </dd>
          )}
        </div>
        <div class="fact">
          <dt>{t('panel.runway')}</dt>
          <dd>{runwayDays === null ? t('panel.noBurn') : t('panel.days', { days: plain(runwayDays) })}</dd>
        </div>
        <div class="fact">
          <dt>{t('panel.profit')}</dt>
          <dd>
            <Figure
              text={money(month.profit, currency)}
              tone={month.profit.startsWith('-') ? 'loss' : undefined}
            />
          </dd>
        </div>
        <div class="fact">
          <dt>{t('panel.reload')}</dt>
          <dd>
            {reload.enabled
              ? t('panel.reloadAt', {
                  amount: money(reload.amount, currency),
                  threshold: money(reload.threshold, currency),
                })
              : t('panel.reloadOff')}
          </dd>
          <dd class="act">
            <Button
              kind="plain"
              label={`${t('panel.reload')}: ${m('money.changeReload')}`}
              onClick={acts.openReload}
            >
              {m('money.changeReload')}
            </Button>
            {acts.isReloadSaved.value && <span role="status">{m('reload.saved')}</span>}
          </dd>
        </div>
        <div class="fact">
          <dt>{t('panel.method')}</dt>
          <dd>{paymentMethod?.label ?? t('panel.noMethod')}</dd>
          <dd class="act">
            <Button kind="plain" onClick={() => void acts.requestCard()}>
              {m(paymentMethod ? 'money.replaceCard' : 'money.requestCard')}
            </Button>
          </dd>
        </div>
        {detail.alerts && <Alerts alerts={detail.alerts} currency={currency} store={alerts} />}
      </dl>
      {fix && tone !== 'good' && <Note tone={tone === 'bad' ? 'error' : 'warn'}>{fix}</Note>}
    </header>
  )
}

/** Whether staff are told about this client as about all, and the way to change that. */
function Alerts({ alerts, currency, store }: { alerts: ClientAlerts; currency: string; store: AlertsStore }) {
  const count = ownCount(alerts.own)
  return (
    <div class="fact">
      <dt>{a('fact')}</dt>
      <dd>{count === 0 ? a('none') : a('some', { count: String(count) })}</dd>
      <dd class="act">
        <Button
          kind="plain"
          label={`${a('fact')}: ${a('change')}`}
          onClick={() => store.open(alerts, currency)}
        >
          {a('change')}
        </Button>
        {store.isSaved.value && <span role="status">{a('saved')}</span>}
      </dd>
    </div>
  )
}
