import { ask } from '../ask.ts'
import { call } from '../../rpc/call.ts'
import type { Feature, Surroundings } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import accountCss from './account/account.css?inline'
import { AccountPage } from './account/page.tsx'
import { createAccountStore } from './account/store.ts'
import alertsCss from './alerts/alerts.css?inline'
import { createAlertsStore } from './alerts/store.ts'
import css from './panel.css?inline'
import { Panel, type PanelProps } from './panel.tsx'
import moneyCss from './money/money.css?inline'
import { createMoney } from './money/index.ts'
import { openReport } from '../report.tsx'
import reportCss from '../report.css?inline'
import { createPanelStore, type Ask } from './store.ts'

const CSS = hintCss + css + moneyCss + alertsCss + accountCss + reportCss

/** On the manage-client page: who bills each service, at what, and what is left of it after fees. */
export const clientPanel: Feature = {
  id: 'client-panel',
  slot: 'clientPanel',
  init: (surroundings) => {
    const { mounted, page } = surroundings
    if (page.system !== null) return void findAndShow(surroundings, page.system)
    paint(surroundings, CSS, <Panel {...panelOf(surroundings, mounted.key)} />)
  },
}

const askerOf =
  (surroundings: Surroundings): Ask =>
  (verb, input) =>
    ask(surroundings, verb, input)

/** The page names an account of an outside system: the worker's directory knows whose it is. */
async function findAndShow(surroundings: Surroundings, system: string): Promise<void> {
  const store = createAccountStore({ system, account: surroundings.mounted.key }, askerOf(surroundings))
  await store.find()
  // Nothing was found out: the page has moved on.
  if (store.whose.value.kind === 'finding') return
  paint(
    surroundings,
    CSS,
    <AccountPage
      store={store}
      panelOf={(client) => panelOf(surroundings, client)}
      report={openReport(surroundings)}
      onOptions={openOptions}
    />,
  )
}

const openOptions = (): void => void call('options.open', {})

function panelOf(surroundings: Surroundings, client: string): PanelProps {
  const { newId } = surroundings
  const asking = askerOf(surroundings)
  const store = createPanelStore({ client, ask: asking, newId })
  const reload = (): void => void store.load()
  const money = createMoney({ client, ask: asking, newId, reload })
  const alerts = createAlertsStore({
    client,
    ask: asking,
    changed: () => {
      reload()
      money.switched()
    },
  })
  store.onSwitched(money.switched)
  reload()
  return { client, store, money, alerts, report: openReport(surroundings), onOptions: openOptions }
}
