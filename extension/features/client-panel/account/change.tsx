import { useState } from 'preact/hooks'
import { Button, Dialog } from '../../../ui/index.ts'
import { Picker } from './picker.tsx'
import { AccountProblem } from './problem.tsx'
import type { AccountStore, Client } from './store.ts'
import { t, whatOf } from './text.ts'

interface Props {
  store: AccountStore
  client: Client
  onClose: () => void
  onOptions: () => void
}

/** Another client for this account, or none. */
export function ChangeDialog(props: Props) {
  const [isLeaving, setLeaving] = useState(false)
  const { store } = props
  const go = (leaving: boolean): void => {
    store.calm()
    setLeaving(leaving)
  }
  // Another dialog, so that the focus moves into it.
  return isLeaving ? (
    <DisconnectDialog key="disconnect" {...props} onBack={() => go(false)} />
  ) : (
    <MoveDialog key="move" {...props} onLeave={() => go(true)} />
  )
}

function MoveDialog({ store, client, onClose, onOptions, onLeave }: Props & { onLeave: () => void }) {
  const [chosen, setChosen] = useState<Client | null>(null)
  const isPending = store.step.value.is === 'pending'
  const move = async (): Promise<void> => {
    if (chosen) await store.connect(chosen)
  }
  return (
    <Dialog
      title={t('change.title', { what: whatOf(store.of.system) })}
      onClose={() => !isPending && onClose()}
      actions={
        <>
          <Button onClick={() => !isPending && onClose()}>{t('change.cancel')}</Button>
          <Button kind="primary" pending={isPending || chosen === null} onClick={() => void move()}>
            {isPending
              ? t('change.pending')
              : chosen
                ? t('change.yes', { client: chosen.name })
                : t('change.choose')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="text">{t('change.text', { client: client.name })}</p>
        <Picker store={store} chosen={chosen} except={client.id} onChoose={setChosen} onOptions={onOptions} />
        <div class="leave">
          <Button kind="plain" pending={isPending} onClick={onLeave}>
            {t('change.disconnect')}
          </Button>
        </div>
        <AccountProblem store={store} onOptions={onOptions} />
      </div>
    </Dialog>
  )
}

function DisconnectDialog({ store, client, onClose, onOptions, onBack }: Props & { onBack: () => void }) {
  const isPending = store.step.value.is === 'pending'
  const what = whatOf(store.of.system)
  return (
    <Dialog
      title={t('disconnect.title', { what, client: client.name })}
      onClose={() => !isPending && onClose()}
      actions={
        <>
          <Button onClick={() => !isPending && onBack()}>{t('disconnect.back')}</Button>
          <Button kind="danger" pending={isPending} onClick={() => void store.disconnect()}>
            {t(isPending ? 'disconnect.pending' : 'disconnect.yes')}
          </Button>
        </>
      }
    >
      <div class="form">
        <p class="text">{t('disconnect.text', { client: client.name })}</p>
        <AccountProblem store={store} onOptions={onOptions} />
      </div>
    </Dialog>
  )
}
