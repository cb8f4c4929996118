import type { Failure } from '../../../rpc/messages.ts'
import { Note } from '../../../ui/index.ts'
import { Problem } from '../../problem.tsx'
import type { AccountStore } from './store.ts'
import { t } from './text.ts'

/** Why it was not connected, in the words of this page. */
export function AccountProblem({ store, onOptions }: { store: AccountStore; onOptions: () => void }) {
  const step = store.step.value
  if (step.is !== 'failed') return null
  const text = refusalText(step.failure)
  if (text === null) return <Problem failure={step.failure} isWrite onRetry={null} onOptions={onOptions} />
  return (
    <Note tone="error" live="alert">
      {text}
    </Note>
  )
}

function refusalText(failure: Failure): string | null {
  switch (failure.kind === 'refused' ? failure.code : null) {
    case 'role_forbids':
      return t('fail.ownerOnly')
    case 'not_found':
      return t('fail.gone')
    case 'account_connected':
      return t('fail.taken')
    case 'version_conflict':
      return t('fail.left')
    default:
      return null
  }
}
