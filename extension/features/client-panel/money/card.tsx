import { useRef, useState } from 'preact/hooks'
import { Button, Dialog, Note, TextField } from '../../../ui/index.ts'
import { copyField } from '../../copy.ts'
import { Problem } from '../../problem.tsx'
import type { MoneyPhase, MoneyStore } from './store.ts'
import { t } from './text.ts'

interface Props {
  clientName: string
  store: MoneyStore
  is: Extract<MoneyPhase, { kind: 'card' }>['is']
  onOptions: () => void
}

/** The link to a page of the payment provider, for the client. */
export function CardDialog({ clientName, store, is, onOptions }: Props) {
  const [isCopied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      title={t('card.title')}
      onClose={store.close}
      actions={
        <>
          <Button onClick={store.close}>{t('money.close')}</Button>
          {is.step === 'ready' && (
            <Button kind="primary" onClick={() => void copyField(field.current).then(setCopied)}>
              {t('card.copy')}
            </Button>
          )}
        </>
      }
    >
      {is.step === 'pending' && <p class="soft">{t('card.pending')}</p>}
      {is.step === 'failed' && <Problem failure={is.failure} onRetry={null} onOptions={onOptions} />}
      {is.step === 'ready' && (
        <div class="form">
          <p class="text">{t('card.text', { client: clientName })}</p>
          <TextField label={t('card.link')} value={is.url} inputRef={field} onInput={() => undefined} />
          {isCopied && (
            <Note tone="good" live="polite">
              {t('card.copied')}
            </Note>
          )}
        </div>
      )}
    </Dialog>
  )
}
