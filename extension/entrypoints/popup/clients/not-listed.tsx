import type { ClientsState } from '../../../clients/source.ts'
import { failureText } from '../../../i18n/failure.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/note.tsx'
import { openOptions } from '../open-options.ts'
import { t } from './text.ts'

/** Why there are no clients to show, and what to do next. */
export function NotListed({
  state,
  retry,
}: {
  state: Exclude<ClientsState, { is: 'listed' }>
  retry: () => void
}) {
  if (state.is === 'loading') return <p class="clients-quiet">{t('clients.loading')}</p>
  if (state.is === 'signedOut') {
    return (
      <>
        <Note tone={state.sessionEnded ? 'warn' : 'info'}>
          {t(state.sessionEnded ? 'clients.sessionEnded' : 'clients.signedOut')}
        </Note>
        <Button kind="primary" onClick={openOptions}>
          {t('clients.connect')}
        </Button>
      </>
    )
  }
  return (
    <>
      <Note tone="error">{failureText(state.failure)}</Note>
      <Button onClick={retry}>{t('clients.retry')}</Button>
    </>
  )
}
