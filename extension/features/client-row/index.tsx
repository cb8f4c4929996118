import { signal } from '@preact/signals'
import { call } from '../../rpc/call.ts'
import type { Feature, Surroundings } from '../feature.ts'
import { paint } from '../paint.ts'
import { createOverviews, type Overviews } from './overviews.ts'
import hintCss from '../hint.css?inline'
import css from './row.css?inline'
import { Row } from './row.tsx'

let overviews: Overviews | null = null

/** On the sub-accounts list, in each row: balance, runway, and whether rebilling is on, with the fix where it is not. */
export const clientRow: Feature = {
  id: 'client-row',
  slot: 'clientRow',
  init: (surroundings) => {
    const { mounted } = surroundings
    overviews ??= open(surroundings)
    const isFloating = signal(mounted.isFloating())
    mounted.onFloat((floating) => {
      isFloating.value = floating
    })
    const state = overviews.follow(mounted.key, mounted.signal)
    const openOptions = (): void => void call('options.open', {})
    paint(
      surroundings,
      hintCss + css,
      <Row state={state} isFloating={isFloating} onRetry={overviews.refresh} onOptions={openOptions} />,
    )
  },
}

/** All rows of the page share one store; it outlives each single row, so it watches the address itself. */
function open({ page, mounted }: Surroundings): Overviews {
  const store = createOverviews({
    ask: async (ids) => {
      const askedAt = page.location()
      const answer = await call('clients.list', { ids })
      if (page.location() !== askedAt) return null
      if (!answer.ok && answer.failure.kind === 'outdated') page.outdated()
      return answer
    },
    soon: (run) => queueMicrotask(run),
  })
  // Somebody comes back to the tab: what stands there may be old.
  const { ownerDocument } = mounted.element
  ownerDocument.addEventListener('visibilitychange', () => {
    if (ownerDocument.visibilityState === 'visible') store.refresh()
  })
  return store
}
