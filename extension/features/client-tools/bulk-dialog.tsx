import { useEffect, useState } from 'preact/hooks'
import type { ClientOverview, ServiceTerms } from '../../../shared/contract/clients.ts'
import { Button, Dialog } from '../../ui/index.ts'
import type { Failure } from '../../rpc/messages.ts'
import { t } from '../agency-text.ts'
import { Problem } from '../problem.tsx'
import { t as words } from '../text.ts'
import { canUndo, type Bulk } from './bulk.ts'
import { Preview, Results } from './bulk-lines.tsx'
import { overwrites, type Wish } from './plan.ts'
import { WishForm } from './wish-form.tsx'

interface Props {
  clients: readonly ClientOverview[]
  bulk: Bulk
  servicesOf: (client: string) => Promise<readonly ServiceTerms[] | Failure | null>
  onClose: () => void
  onOptions: () => void
}

/** Wish → preview of what it overwrites → one switch after the other → what became of each, and the way back. */
export function BulkDialog({ clients, bulk, servicesOf, onClose, onOptions }: Props) {
  const [services, setServices] = useState<readonly ServiceTerms[] | Failure | null>(null)
  const [wish, setWish] = useState<Wish | null>(null)
  // The selection counts as it was when the dialog opened: the list may be read again meanwhile.
  const [chosen] = useState(clients)
  const phase = bulk.phase.value
  const first = chosen[0]?.id
  const read = (): void => {
    setServices(null)
    if (first !== undefined) void servicesOf(first).then(setServices)
  }
  useEffect(read, [])
  const isBusy = phase.kind === 'running'
  const count = String(chosen.length)

  return (
    <Dialog
      title={t('bulk.title', { count })}
      onClose={() => !isBusy && onClose()}
      actions={<Actions bulk={bulk} wish={wish} clients={chosen} onClose={onClose} />}
    >
      <div class="bulk">
        {phase.kind === 'wish' && services === null && <p class="soft">{words('panel.loading')}</p>}
        {phase.kind === 'wish' && services !== null && isFailure(services) && (
          <Problem failure={services} onRetry={read} onOptions={onOptions} />
        )}
        {phase.kind === 'wish' && services !== null && !isFailure(services) && (
          <WishForm services={services} onWish={setWish} />
        )}
        {phase.kind === 'reading' && (
          <p role="status">{t('bulk.reading', { done: String(phase.done), count: String(phase.count) })}</p>
        )}
        {phase.kind === 'preview' && <Preview wish={phase.wish} lines={phase.lines} />}
        {phase.kind === 'running' && (
          <>
            <p role="status">{t('bulk.running', { done: String(phase.done), count: String(phase.count) })}</p>
            <progress max={phase.count} value={phase.done} aria-label={t('bulk.title', { count })} />
          </>
        )}
        {phase.kind === 'done' && <Results results={phase.results} isUndo={phase.isUndo} />}
      </div>
    </Dialog>
  )
}

const isFailure = (value: readonly ServiceTerms[] | Failure): value is Failure => !Array.isArray(value)

interface ActionsProps {
  bulk: Bulk
  wish: Wish | null
  clients: readonly ClientOverview[]
  onClose: () => void
}

function Actions({ bulk, wish, clients, onClose }: ActionsProps) {
  const phase = bulk.phase.value
  if (phase.kind === 'running') return <Button onClick={bulk.stop}>{t('bulk.stop')}</Button>
  if (phase.kind === 'preview') {
    const changes = phase.lines.filter(({ verdict }) => verdict === 'change').length
    return (
      <>
        <Button onClick={bulk.back}>{t('bulk.back')}</Button>
        <Button
          kind={phase.lines.some(overwrites) ? 'danger' : 'primary'}
          pending={changes === 0}
          onClick={() => void bulk.run()}
        >
          {t('bulk.yes', { count: String(changes) })}
        </Button>
      </>
    )
  }
  if (phase.kind === 'done') {
    const undoable = phase.isUndo ? 0 : phase.results.filter(canUndo).length
    const hasLeft = phase.results.some(({ outcome }) => outcome !== 'done')
    return (
      <>
        <Button onClick={onClose}>{t('bulk.close')}</Button>
        {hasLeft && <Button onClick={() => void bulk.retry()}>{t('bulk.retry')}</Button>}
        {undoable > 0 && (
          <Button onClick={() => void bulk.undo()}>{t('bulk.undo', { count: String(undoable) })}</Button>
        )}
      </>
    )
  }
  return (
    <>
      <Button onClick={onClose}>{t('bulk.cancel')}</Button>
      {phase.kind === 'wish' && (
        <Button
          kind="primary"
          pending={wish === null}
          onClick={() => wish && void bulk.preview(clients, wish)}
        >
          {t('bulk.preview')}
        </Button>
      )}
    </>
  )
}
