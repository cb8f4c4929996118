import { useEffect, useRef, useState } from 'preact/hooks'
import { Note } from '../../../ui/index.ts'
import { Problem } from '../../problem.tsx'
import { ReportButton, type Report } from '../../report.tsx'
import { t as words } from '../../text.ts'
import { Panel, type PanelProps } from '../panel.tsx'
import { Connect } from './connect.tsx'
import type { AccountStore, Client } from './store.ts'
import { t } from './text.ts'
import { Whose } from './whose.tsx'

interface Props {
  store: AccountStore
  /** What a panel of this client needs; made once for each. */
  panelOf: (client: string) => PanelProps
  report: Report
  onOptions: () => void
}

/** The page of an account of an outside system: its client's panel, or the question whose it is. */
export function AccountPage({ store, panelOf, report, onOptions }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const whose = store.whose.value
  const shown = whose.kind === 'connected' ? whose.client.id : whose.kind
  const [first] = useState(shown)
  // What had the focus is gone with the form or the panel that a person has just left by it.
  useEffect(() => {
    if (shown !== first || store.step.value.is === 'done') place.current?.focus()
  }, [shown])

  return (
    <div ref={place} class="account" tabIndex={-1}>
      {whose.kind === 'connected' && store.step.value.is === 'overtaken' && (
        <Note tone="warn" live="alert">
          {t('fail.moved', { client: whose.client.name })}
        </Note>
      )}
      {whose.kind === 'connected' && (
        <Connected key={whose.client.id} client={whose.client} {...{ store, panelOf, onOptions }} />
      )}
      {whose.kind === 'unknown' && <Connect store={store} report={report} onOptions={onOptions} />}
      {whose.kind === 'failed' && (
        <section class="panel" aria-label={`${words('app.name')}: ${words('panel.title')}`}>
          <h2 class="title">{words('panel.title')}</h2>
          <Problem failure={whose.failure} onRetry={() => void store.find()} onOptions={onOptions} />
          <ReportButton report={report} />
        </section>
      )}
    </div>
  )
}

function Connected({
  client,
  store,
  panelOf,
  onOptions,
}: Pick<Props, 'store' | 'panelOf' | 'onOptions'> & { client: Client }) {
  const [panel] = useState(() => panelOf(client.id))
  return <Panel {...panel} whose={<Whose store={store} client={client} onOptions={onOptions} />} />
}
