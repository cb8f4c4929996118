import { call } from '../../rpc/call.ts'
import type { Surroundings } from '../feature.ts'
import { createOverviews, type Overviews } from './overviews.ts'

let overviews: Overviews | null = null

/** The overviews of this page: rows, badges and what else shows a client ask together. */
export function sharedOverviews(surroundings: Surroundings): Overviews {
  overviews ??= open(surroundings)
  return overviews
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
