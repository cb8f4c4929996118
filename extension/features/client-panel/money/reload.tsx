import { useState } from 'preact/hooks'
import type { ClientDetail } from '../../../../shared/contract/clients.ts'
import { Button, Dialog, Note, NumberField, Switch } from '../../../ui/index.ts'
import { amount as plainAmount, currencySign, money as shown } from '../../../i18n/figures.ts'
import { parseNano, type Nano } from '../../../../shared/money/nano.ts'
import { chargingOf } from '../terms.ts'
import { money } from '../../figures.ts'
import { Problem } from '../../problem.tsx'
import { chargedOnSave, decimalsOf, readAmount, textOf } from './amounts.ts'
import type { MoneyPhase, MoneyStore } from './store.ts'
import { t } from './text.ts'

interface Props {
  detail: ClientDetail
  store: MoneyStore
  is: Extract<MoneyPhase, { kind: 'reload' }>['is']
  onOptions: () => void
}

/** The reload: before and after, and what saving charges at once, in the button that does it. */
export function ReloadDialog({ detail, store, is, onOptions }: Props) {
  const { reload, overview } = detail
  const { currency, name, balance } = overview
  const decimals = decimalsOf(currency)
  const [isOn, setOn] = useState(reload.enabled)
  const [threshold, setThreshold] = useState(() => plainAmount(parseNano(reload.threshold), decimals))
  const [amount, setAmount] = useState(() => plainAmount(chargingOf(detail).reload, decimals))
  const below = readAmount(threshold, currency, 0n)
  const step = readAmount(amount, currency)
  const isFixed = is.step === 'pending' || (is.step === 'failed' && is.isOpen)
  const atOnce = isOn && below !== null && step !== null ? chargedOnSave(parseNano(balance), below, step) : 0n
  const bad = t('topUp.bad', { decimals: String(decimals) })
  const said = (on: boolean, much: Nano | null, at: Nano | null): string =>
    !on || much === null || at === null
      ? t('reload.off')
      : t('reload.below', { amount: shown(much, currency), threshold: shown(at, currency) })
  const save = (): void => {
    if (is.step === 'failed' && is.isOpen) return void store.setReload(is.intent)
    if (below === null || step === null) return
    void store.setReload({ enabled: isOn, threshold: textOf(below), amount: textOf(step) })
  }

  return (
    <Dialog
      title={t('reload.title', { client: name })}
      onClose={store.close}
      actions={
        <>
          <Button onClick={store.close}>{t('money.cancel')}</Button>
          <Button
            kind="primary"
            pending={is.step === 'pending' || below === null || step === null}
            onClick={save}
          >
            {atOnce > 0n ? t('reload.yesCharge', { amount: shown(atOnce, currency) }) : t('reload.yes')}
          </Button>
        </>
      }
    >
      <div class="form">
        <Switch label={t('reload.on')} checked={isOn} disabled={isFixed} onToggle={() => setOn(!isOn)} />
        <div class="pair">
          <NumberField
            label={t('reload.threshold')}
            unit={currencySign(currency)}
            value={threshold}
            readOnly={isFixed}
            onInput={setThreshold}
            {...(below === null && { error: bad })}
          />
          <NumberField
            label={t('reload.amount')}
            unit={currencySign(currency)}
            value={amount}
            readOnly={isFixed}
            onInput={setAmount}
            {...(step === null && { error: bad })}
          />
        </div>
        <dl class="now-then">
          <dt>{t('reload.now')}</dt>
          <dd>{said(reload.enabled, parseNano(reload.amount), parseNano(reload.threshold))}</dd>
          <dt>{t('reload.then')}</dt>
          <dd>{said(isOn, step, below)}</dd>
        </dl>
        {atOnce > 0n && (
          <Note tone="warn">
            {t('reload.charges', { balance: money(balance, currency), amount: shown(atOnce, currency) })}
          </Note>
        )}
        {is.step === 'failed' && (
          <Problem failure={is.failure} isWrite onRetry={null} onOptions={onOptions} />
        )}
      </div>
    </Dialog>
  )
}
