import { useState } from 'preact/hooks'
import type { ServiceTerms } from '../../../shared/contract/clients.ts'
import type { Failure } from '../../rpc/messages.ts'
import { Button, Note, Select, TextField } from '../../ui/index.ts'
import type { AgencyStore } from '../agency-store.ts'
import { t } from '../agency-text.ts'
import { Problem } from '../problem.tsx'
import { ReportButton, type Report } from '../report.tsx'
import { t as words } from '../text.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { BULK_MAX, type Bulk } from './bulk.ts'
import { findClients, needsLook, SHOWS, type Order, type Show } from './find.ts'
import { ClientTable } from './table.tsx'

export interface ToolsProps {
  agency: AgencyStore
  bulk: Bulk
  clientPath: (client: string) => string | null
  report: Report
  servicesOf: (client: string) => Promise<readonly ServiceTerms[] | Failure | null>
  onOptions: () => void
}

/** Rows of the table at most: a longer list is found by its search. */
const ROWS_MAX = 200

const SHOW_WORDS = {
  all: 'tools.all',
  needs: 'tools.needs',
  on: 'tools.on',
  can: 'tools.can',
  not: 'tools.not',
  losing: 'tools.losing',
} as const

export function Tools({ agency, bulk, clientPath, report, servicesOf, onOptions }: ToolsProps) {
  const [isOpen, setOpen] = useState(false)
  const [isSwitching, setSwitching] = useState(false)
  const [search, setSearch] = useState('')
  const [show, setShow] = useState<Show>('all')
  const [order, setOrder] = useState<Order>({ column: 'state', descending: false })
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const state = agency.state.value
  const clients = state.kind === 'known' ? state.all.value.clients : []
  const found = findClients(clients, { search, show, order })
  const shown = found.slice(0, ROWS_MAX)
  // Selected and filtered away is still selected, and counted; what left the agency is not.
  const chosen = clients.filter(({ id }) => picked.has(id))
  const trouble = clients.filter(needsLook).length

  return (
    <section class="tools" data-open={isOpen} aria-label={`${words('app.name')}: ${t('tools.open')}`}>
      <div class="line">
        {state.kind === 'known' && (
          <>
            <span>{t('tools.count', { count: String(clients.length) })}</span>
            {trouble > 0 && (
              <span class="hint" data-tone="warn">
                {t('tools.trouble', { count: String(trouble) })}
              </span>
            )}
          </>
        )}
        {state.kind === 'loading' && <span class="soft">{words('row.loading')}</span>}
        {state.kind !== 'loading' && state.failure && (
          <Problem failure={state.failure} onRetry={() => void agency.load(true)} onOptions={onOptions} />
        )}
        {state.kind === 'known' && (
          <button
            type="button"
            class="rl-button toggle"
            data-kind="plain"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('tools.open')}
          </button>
        )}
      </div>
      {isOpen && state.kind === 'known' && (
        <>
          {!state.all.value.isComplete && (
            <Note tone="warn">{t('summary.partial', { count: String(clients.length) })}</Note>
          )}
          <div class="controls">
            <TextField label={t('tools.search')} inputMode="search" value={search} onInput={setSearch} />
            <Select
              label={t('tools.show')}
              value={show}
              choices={SHOWS.map((value) => ({ value, label: t(SHOW_WORDS[value]) }))}
              onChange={(value) => setShow(SHOWS.find((known) => known === value) ?? 'all')}
            />
            <span class="picked" role="status">
              {chosen.length > 0 && t('tools.picked', { count: String(chosen.length) })}
              {chosen.length > BULK_MAX && ` · ${t('tools.tooMany', { most: String(BULK_MAX) })}`}
            </span>
            <Button
              pending={chosen.length === 0 || chosen.length > BULK_MAX}
              onClick={() => {
                bulk.back()
                setSwitching(true)
              }}
            >
              {t('tools.switch')}
            </Button>
          </div>
          <ClientTable
            clients={shown}
            picked={picked}
            order={order}
            clientPath={clientPath}
            onOrder={setOrder}
            onPick={setPicked}
          />
          {found.length === 0 && <p class="soft none">{t('tools.none')}</p>}
          {found.length > ROWS_MAX && <p class="soft none">{t('tools.shown', { most: String(ROWS_MAX) })}</p>}
          <ReportButton report={report} />
          {isSwitching && (
            <BulkDialog
              clients={chosen}
              bulk={bulk}
              servicesOf={servicesOf}
              onClose={() => setSwitching(false)}
              onOptions={onOptions}
            />
          )}
        </>
      )}
    </section>
  )
}
