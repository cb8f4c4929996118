import type { ClientDetail } from '../../../shared/contract/clients.ts'
import { Button, Figure, Note } from '../../ui/index.ts'
import { plain } from '../../i18n/figures.ts'
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
}: {
  detail: ClientDetail
  at: number
  store: PanelStore
  money: Money
}) {
  const { overview, reload, paymentMethod } = detail
  const { currency, balance, runwayDays, month } = overview
  const { label, tone, fix } = stateOf(overview)
  return (
    <header>
      <div class="bar">
        <h2 class="title">{t('panel.title')}</h2>
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
      </dl>
      {fix && tone !== 'good' && <Note tone={tone === 'bad' ? 'error' : 'warn'}>{fix}</Note>}
    </header>
  )
}
