import { ask } from '../ask.ts'
import { call } from '../../rpc/call.ts'
import type { Feature } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import css from './panel.css?inline'
import { Panel } from './panel.tsx'
import moneyCss from './money/money.css?inline'
import { createMoney } from './money/index.ts'
import { openReport } from '../report.tsx'
import reportCss from '../report.css?inline'
import { createPanelStore, type Ask } from './store.ts'

/** On the manage-client page: who bills each service, at what, and what is left of it after fees. */
export const clientPanel: Feature = {
  id: 'client-panel',
  slot: 'clientPanel',
  init: (surroundings) => {
    const { mounted, newId } = surroundings
    const asking: Ask = (verb, input) => ask(surroundings, verb, input)
    const store = createPanelStore({ client: mounted.key, ask: asking, newId })
    const money = createMoney({ client: mounted.key, ask: asking, newId, reload: () => void store.load() })
    store.onSwitched(money.switched)
    void store.load()
    paint(
      surroundings,
      hintCss + css + moneyCss + reportCss,
      <Panel
        store={store}
        money={money}
        report={openReport(surroundings)}
        onOptions={() => void call('options.open', {})}
      />,
    )
  },
}
