import { useState } from 'preact/hooks'
import type { ClientDetail } from '../../../../shared/contract/clients.ts'
import { estimateFee } from '../../../../shared/fees/rule.ts'
import { Button, Dialog, Note, NumberField } from '../../../ui/index.ts'
import { amount as plainAmount, currencySign, money as shown } from '../../../i18n/figures.ts'
import { parseNano } from '../../../../shared/money/nano.ts'
import { chargingOf } from '../terms.ts'
import { money } from '../../figures.ts'
import { Problem } from '../../problem.tsx'
import { decimalsOf, readAmount, textOf } from './amounts.ts'
import type { MoneyPhase, MoneyStore } from './store.ts'
import { isKnown, t } from './text.ts'

interface Props {
  detail: ClientDetail
  store: MoneyStore
  is: Extract<MoneyPhase, { kind: 'topUp' }>['is']
  onOptions: () => void
}

/** A top-up: the amount stands in the button that charges it. */
export function TopUpDialog({ detail, store, is, onOptions }: Props) {
  const { overview, paymentMethod } = detail
  const { currency, name } = overview
  const charging = chargingOf(detail)
  const [text, setText] = useState(() => plainAmount(charging.reload, decimalsOf(currency)))
  const typed = readAmount(text, currency)
  const sent = is.step === 'pending' || is.step === 'failed' ? is.intent : null
  // While nobody knows whether it took, another amount would be a second charge.
  const isFixed = is.step === 'pending' || (is.step === 'failed' && is.isOpen)
  const amount = isFixed && sent ? parseNano(sent.amount) : typed
  const pending = is.step === 'pending'

  if (is.step === 'done') {
    return (
      <Dialog
        title={t('topUp.title', { client: name })}
        onClose={store.close}
        actions={<Button onClick={store.close}>{t('money.close')}</Button>}
      >
        <Outcome charge={is.charge} />
      </Dialog>
    )
  }
  const label = amount === null ? '–' : shown(amount, currency)
  return (
    <Dialog
      title={t('topUp.title', { client: name })}
      onClose={store.close}
      actions={
        <>
          <Button onClick={store.close}>{t('money.cancel')}</Button>
          {paymentMethod && (
            <Button
              kind="primary"
              pending={pending || amount === null}
              onClick={() => amount !== null && void store.topUp(textOf(amount))}
            >
              {pending ? t('topUp.pending') : t(isFixed ? 'topUp.again' : 'topUp.yes', { amount: label })}
            </Button>
          )}
        </>
      }
    >
      {!paymentMethod && <Note tone="warn">{t('topUp.noMethod')}</Note>}
      {paymentMethod && (
        <>
          <NumberField
            label={t('topUp.amount')}
            unit={currencySign(currency)}
            value={isFixed && amount !== null ? plainAmount(amount, decimalsOf(currency)) : text}
            readOnly={isFixed}
            {...(typed === null && { error: t('topUp.bad', { decimals: String(decimalsOf(currency)) }) })}
            onInput={setText}
          />
          <p class="soft">
            {currency === charging.rule.currency && amount !== null
              ? t('topUp.text', {
                  method: paymentMethod.label,
                  fee: shown(estimateFee(amount, charging.rule), currency),
                })
              : t('topUp.textNoFee', { method: paymentMethod.label })}
          </p>
        </>
      )}
      {is.step === 'failed' && <Problem failure={is.failure} isWrite onRetry={null} onOptions={onOptions} />}
    </Dialog>
  )
}

function Outcome({
  charge,
}: {
  charge: {
    amount: string
    currency: string
    state: string
    failure: { text: string | null; code: string } | null
  }
}) {
  const amount = money(charge.amount, charge.currency)
  if (charge.state === 'succeeded') {
    return (
      <Note tone="good" live="polite">
        {t('topUp.succeeded', { amount })}
      </Note>
    )
  }
  if (charge.state === 'failed' || charge.state === 'canceled') {
    const state = `charge.${charge.state}`
    const reason =
      charge.failure?.text ?? charge.failure?.code ?? (isKnown(state) ? t(state as 'charge.failed') : '')
    return (
      <Note tone="error" live="alert">
        {t('topUp.failed', { amount, reason })}
      </Note>
    )
  }
  return (
    <Note tone="warn" live="polite">
      {t(charge.state === 'actionRequired' ? 'topUp.actionRequired' : 'topUp.open', { amount })}
    </Note>
  )
}
