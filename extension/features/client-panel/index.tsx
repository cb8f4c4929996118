import { ask } from '../ask.ts'
import { call } from '../../rpc/call.ts'
import type { Feature } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import css from './panel.css?inline'
import { Panel } from './panel.tsx'
import { createPanelStore } from './store.ts'

/** On the manage-client page: who bills each service, at what, and what is left of it after fees. */
export const clientPanel: Feature = {
  id: 'client-panel',
  slot: 'clientPanel',
  init: (surroundings) => {
    const { mounted, newId } = surroundings
    const store = createPanelStore({
      client: mounted.key,
      ask: (verb, input) => ask(surroundings, verb, input),
      newId,
    })
    void store.load()
    paint(
      surroundings,
      hintCss + css,
      <Panel store={store} onOptions={() => void call('options.open', {})} />,
    )
  },
}
