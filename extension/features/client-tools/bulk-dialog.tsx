import { useEffect, useState } from 'preact/hooks'
import type { ClientOverview, ServiceTerms } from '../../../shared/contract/clients.ts'
import { Button, Dialog } from '../../ui/index.ts'
import type { Failure } from '../../rpc/messages.ts'
import type { BulkWish } from '../../rpc/price-verbs.ts'
import { t } from '../agency-text.ts'
import { Problem } from '../problem.tsx'
import { t as words } from '../text.ts'
import { isRefused, willChange, type Bulk } from './bulk.ts'
import { Preview, Results } from './bulk-lines.tsx'
import { WishForm } from './wish-form.tsx'

interface Props {
  clients: readonly ClientOverview[]
  bulk: Bulk
  servicesOf: (client: string) => Promise<readonly ServiceTerms[] | Failure | null>
  onClose: () => void
  onOptions: () => void
}

/** Wish → preview of what it overwrites → one change for all → what became of each, and the way back. */
export function BulkDialog({ clients, bulk, servicesOf, onClose, onOptions }: Props) {
  const [services, setServices] = useState<readonly ServiceTerms[] | Failure | null>(null)
  const [wish, setWish] = useState<BulkWish | null>(null)
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

  return (
    <Dialog
      title={t(chosen.length === 1 ? 'bulk.titleOne' : 'bulk.title', { count: String(chosen.length) })}
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
        {phase.kind === 'wish' && phase.failure && (
          <Problem failure={phase.failure} onRetry={null} onOptions={onOptions} />
        )}
        {phase.kind === 'reading' && <p role="status">{t('bulk.reading')}</p>}
        {phase.kind === 'preview' && <Preview lines={phase.lines} unknown={phase.unknown} />}
        {phase.kind === 'running' && (
          <p role="status">
            {t(phase.isUndo ? 'bulk.undoing' : 'bulk.running', { count: String(phase.count) })}
          </p>
        )}
        {phase.kind === 'failed' && (
          <Problem failure={phase.failure} isWrite onRetry={null} onOptions={onOptions} />
        )}
        {phase.kind === 'done' && (
          <Results change={phase.change} isUndo={phase.isUndo} nameOf={bulk.nameOf} />
        )}
      </div>
    </Dialog>
  )
}

const isFailure = (value: readonly ServiceTerms[] | Failure): value is Failure => !Array.isArray(value)

interface ActionsProps {
  bulk: Bulk
  wish: BulkWish | null
  clients: readonly ClientOverview[]
  onClose: () => void
}

function Actions({ bulk, wish, clients, onClose }: ActionsProps) {
  const phase = bulk.phase.value
  if (phase.kind === 'running') return <Button pending>{t('bulk.wait')}</Button>
  if (phase.kind === 'preview') {
    const changes = phase.lines.filter(willChange)
    return (
      <>
        <Button onClick={bulk.back}>{t('bulk.back')}</Button>
        <Button
          kind={changes.some(({ overwrites }) => overwrites) ? 'danger' : 'primary'}
          pending={changes.length === 0}
          onClick={() => void bulk.run()}
        >
          {t(changes.length === 1 ? 'bulk.yesOne' : 'bulk.yes', { count: String(changes.length) })}
        </Button>
      </>
    )
  }
  if (phase.kind === 'failed') {
    return (
      <>
        <Button onClick={onClose}>{t('bulk.close')}</Button>
        <Button kind="primary" onClick={() => void bulk.retry()}>
          {words('fail.retry')}
        </Button>
      </>
    )
  }
  if (phase.kind === 'done') {
    const { change, isUndo } = phase
    const hasRefused = change.items.some(isRefused)
    return (
      <>
        <Button onClick={onClose}>{t('bulk.close')}</Button>
        {hasRefused && (
          <Button onClick={() => void (isUndo ? bulk.undo() : bulk.again())}>
            {t(isUndo ? 'bulk.retryUndo' : 'bulk.again')}
          </Button>
        )}
        {!isUndo && change.changed > 0 && (
          <Button onClick={() => void bulk.undo()}>
            {t(change.changed === 1 ? 'bulk.undoOne' : 'bulk.undo', { count: String(change.changed) })}
          </Button>
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
