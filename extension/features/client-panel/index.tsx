import { ask } from '../ask.ts'
import { call } from '../../rpc/call.ts'
import type { Feature, Surroundings } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import css from './panel.css?inline'
import { Panel } from './panel.tsx'
import moneyCss from './money/money.css?inline'
import { createMoney } from './money/index.ts'
import { openReport } from '../report.tsx'
import reportCss from '../report.css?inline'
import { createPanelStore, type Ask } from './store.ts'
import { Unfound } from './unfound.tsx'

const CSS = hintCss + css + moneyCss + reportCss

/** On the manage-client page: who bills each service, at what, and what is left of it after fees. */
export const clientPanel: Feature = {
  id: 'client-panel',
  slot: 'clientPanel',
  init: (surroundings) => {
    const { mounted, page } = surroundings
    if (page.system === null) show(surroundings, mounted.key)
    else void findAndShow(surroundings, page.system)
  },
}

/** The page names an account of an outside system: the worker's directory knows whose it is. */
async function findAndShow(surroundings: Surroundings, system: string): Promise<void> {
  const { mounted } = surroundings
  const answer = await ask(surroundings, 'clients.find', { system, account: mounted.key })
  if (!answer) return
  if (answer.ok) return show(surroundings, answer.value.id)
  paint(
    surroundings,
    CSS,
    <Unfound
      failure={answer.failure}
      find={() => ask(surroundings, 'clients.find', { system, account: mounted.key })}
      show={(client) => view(surroundings, client)}
      report={openReport(surroundings)}
      onOptions={openOptions}
    />,
  )
}

const show = (surroundings: Surroundings, client: string): void =>
  paint(surroundings, CSS, view(surroundings, client))

const openOptions = (): void => void call('options.open', {})

function view(surroundings: Surroundings, client: string) {
  const { newId } = surroundings
  const asking: Ask = (verb, input) => ask(surroundings, verb, input)
  const store = createPanelStore({ client, ask: asking, newId })
  const money = createMoney({ client, ask: asking, newId, reload: () => void store.load() })
  store.onSwitched(money.switched)
  void store.load()
  return (
    <Panel
      client={client}
      store={store}
      money={money}
      report={openReport(surroundings)}
      onOptions={openOptions}
    />
  )
}
