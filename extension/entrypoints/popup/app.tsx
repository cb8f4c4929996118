import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Tabs } from '../../ui/tabs.tsx'
import { MarginView } from './margin/view.tsx'
import type { ServiceChoice } from './margin/services.ts'
import type { MarginStore } from './margin/store.ts'
import { openOptions } from './open-options.ts'
import { t } from './text.ts'

type View = 'margin' | 'plans' | 'whatIf' | 'clients'

// The margin check is what the popup opens for: the other views come when they are asked for.
const plans = async (): Promise<ComponentType> => (await import('./plans/view.tsx')).PlansView
const whatIf = async (): Promise<ComponentType> => (await import('./what-if/view.tsx')).WhatIfView
const clients = async (): Promise<ComponentType> => (await import('./clients/view.tsx')).ClientsView

function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [View, setView] = useState<ComponentType | null>(null)
  useEffect(() => void load().then((view) => setView(() => view)), [load])
  return View && <View />
}

export function App({ store, services }: { store: MarginStore; services: readonly ServiceChoice[] }) {
  const [view, setView] = useState<View>('margin')
  return (
    <>
      <h1 class="rl-hidden">{t('app.name')}</h1>
      <Tabs<View>
        label={t('app.views')}
        current={view}
        onChange={setView}
        tabs={[
          {
            id: 'margin',
            label: t('tab.margin'),
            content: () => <MarginView store={store} services={services} />,
          },
          { id: 'plans', label: t('tab.plans'), content: () => <Later load={plans} /> },
          { id: 'whatIf', label: t('tab.whatIf'), content: () => <Later load={whatIf} /> },
          { id: 'clients', label: t('tab.clients'), content: () => <Later load={clients} /> },
        ]}
        aside={
          <button type="button" class="options" aria-label={t('app.options')} onClick={openOptions}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path
                d="M2 4.5h7m4 0h1M2 11.5h1m4 0h7M9 2.8v3.4a1 1 0 0 0 1 1h2a1 1 0 0 0 1-1V2.8a1 1 0 0 0-1-1h-2a1 1 0 0 0-1 1ZM3 9.8v3.4a1 1 0 0 0 1 1h2a1 1 0 0 0 1-1V9.8a1 1 0 0 0-1-1H4a1 1 0 0 0-1 1Z"
                fill="none"
                stroke="currentColor"
                stroke-width="1.2"
              />
            </svg>
          </button>
        }
      />
    </>
  )
}
