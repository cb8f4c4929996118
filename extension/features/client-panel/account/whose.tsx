import { useState } from 'preact/hooks'
import { Button } from '../../../ui/index.ts'
import { ChangeDialog } from './change.tsx'
import type { AccountStore, Client } from './store.ts'
import { t, whatOf } from './text.ts'

interface Props {
  store: AccountStore
  client: Client
  onOptions: () => void
}

/** Whose account this page's is: the outside system does not say it. The owner may change it. */
export function Whose({ store, client, onOptions }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { system, account } = store.of
  const open = (): void => {
    store.calm()
    setOpen(true)
  }
  return (
    <span class="whose">
      <span class="whose-name" title={`${client.name} · ${account}`}>
        {client.name}
      </span>
      {store.role.value === 'owner' && (
        <Button
          kind="plain"
          label={t('whose.changeOf', { client: client.name, what: whatOf(system) })}
          onClick={open}
        >
          {t('whose.change')}
        </Button>
      )}
      {store.step.value.is === 'done' && <span role="status">{t('whose.saved')}</span>}
      {isOpen && (
        <ChangeDialog store={store} client={client} onClose={() => setOpen(false)} onOptions={onOptions} />
      )}
    </span>
  )
}
