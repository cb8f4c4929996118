import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import type { ClientOverview } from '../../../shared/contract/clients.ts'
import { loadClients, type ClientsState } from '../../clients/source.ts'
import { failureText } from '../../i18n/failure.ts'
import { clockTime } from '../../i18n/figures.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AlertsView } from './alerts-view.tsx'
import { ClientsView } from './clients-view.tsx'
import { Detail } from './detail.tsx'
import { ServicesView } from './services-view.tsx'
import { t } from './text.ts'

type Listed = ClientsState & { is: 'listed' }

const openOptions = (): void => void browser.runtime.openOptionsPage().catch(() => undefined)

/** All clients, beside whatever page is open: who earns, who loses, who needs a look. */
export function App() {
  const [state, setState] = useState<ClientsState>({ is: 'loading' })
  /** What was read last: a refresh that fails leaves it in its place, with its age. */
  const [kept, setKept] = useState<Listed | null>(null)
  const [isReading, setReading] = useState(false)

  const load = async (): Promise<void> => {
    setReading(true)
    const next = await loadClients()
    setReading(false)
    setState(next)
    if (next.is === 'listed') setKept(next)
    // Somebody else may sign in: nothing of this agency stays on the screen.
    if (next.is === 'signedOut') setKept(null)
  }
  const read = (): void => void load()
  useEffect(read, [])

  return (
    <>
      <h1 class="rl-hidden">{t('panel.title')}</h1>
      <div aria-live="polite" class="states">
        <State state={state} kept={kept} retry={read} />
      </div>
      {kept && <Listed listed={kept} isReading={isReading} refresh={read} />}
    </>
  )
}

function State({ state, kept, retry }: { state: ClientsState; kept: Listed | null; retry: () => void }) {
  if (state.is === 'loading') return <p class="quiet">{t('panel.loading')}</p>
  if (state.is === 'signedOut') {
    return (
      <>
        <Note tone={state.sessionEnded ? 'warn' : 'info'}>
          {t(state.sessionEnded ? 'panel.sessionEnded' : 'panel.signedOut')}
        </Note>
        <Button kind="primary" onClick={openOptions}>
          {t('panel.connect')}
        </Button>
      </>
    )
  }
  if (state.is === 'failed') {
    const needsOptions = state.failure.kind === 'noPermission'
    return (
      <>
        <Note tone="error">
          {failureText(state.failure)} {kept && t('panel.stale', { time: clockTime(kept.at) })}
        </Note>
        <Button onClick={needsOptions ? openOptions : retry}>
          {needsOptions ? t('panel.connect') : t('panel.retry')}
        </Button>
      </>
    )
  }
  return state.isWhole ? null : (
    <Note tone="warn">{t('panel.part', { count: String(state.clients.length) })}</Note>
  )
}

type View = 'clients' | 'services' | 'alerts'

function Listed({ listed, isReading, refresh }: { listed: Listed; isReading: boolean; refresh: () => void }) {
  const [view, setView] = useState<View>('clients')
  const [opened, setOpened] = useState<ClientOverview | null>(null)
  const { clients, at } = listed
  const opener = (id: string): (() => void) | null => {
    const found = clients.find((client) => client.id === id)
    return found ? () => setOpened(found) : null
  }
  if (opened) return <Detail key={opened.id} client={opened} onBack={() => setOpened(null)} />
  return (
    <Tabs<View>
      label={t('panel.views')}
      current={view}
      onChange={setView}
      tabs={[
        {
          id: 'clients',
          label: t('tab.clients'),
          content: () => <ClientsView clients={clients} onOpen={setOpened} />,
        },
        {
          id: 'services',
          label: t('tab.services'),
          content: () => <ServicesView key={at} clients={clients} />,
        },
        {
          id: 'alerts',
          label: t('tab.alerts'),
          content: () => <AlertsView key={at} opener={opener} />,
        },
      ]}
      aside={
        <div class="age">
          <span>{t('panel.asOf', { time: clockTime(at) })}</span>
          <Button kind="plain" pending={isReading} onClick={refresh}>
            {t('panel.refresh')}
          </Button>
        </div>
      }
    />
  )
}
