import { signal } from '@preact/signals'
import { call } from '../../rpc/call.ts'
import type { Answer } from '../../rpc/messages.ts'
import { sharedAgency } from '../agency-store.ts'
import { ask } from '../ask.ts'
import type { Feature } from '../feature.ts'
import hintCss from '../hint.css?inline'
import { paint } from '../paint.ts'
import reportCss from '../report.css?inline'
import { openReport } from '../report.tsx'
import css from './summary.css?inline'
import { Summary } from './summary.tsx'

/** On the agency's own pages: the month's cost, price and profit, wallets that need a look, and whether the books stand. */
export const agencySummary: Feature = {
  id: 'agency-summary',
  slot: 'agencySummary',
  init: (surroundings) => {
    const agency = sharedAgency(surroundings.page)
    const status = signal<Answer<'agency.status'> | null>(null)
    const reconciliation = signal<Answer<'agency.reconciliation'> | null>(null)
    const wallets = signal<Answer<'agency.wallets'> | null>(null)
    const totals = signal<Answer<'services.totals'> | null>(null)
    // A reading of the wallets is up to 90 requests to the platform: only where somebody looks at the agency's bill.
    const isBilling = surroundings.page.report().page === 'agencyBilling'
    const readWallets = async (): Promise<void> => {
      if (!isBilling) return
      const [held, moved] = await Promise.all([
        ask(surroundings, 'agency.wallets', {}),
        ask(surroundings, 'services.totals', {}),
      ])
      if (held) wallets.value = held
      if (moved) totals.value = moved
    }
    const load = async (fresh: boolean): Promise<void> => {
      void readWallets()
      const [stands, agrees] = await Promise.all([
        ask(surroundings, 'agency.status', {}),
        ask(surroundings, 'agency.reconciliation', {}),
        agency.load(fresh),
      ])
      if (stands) status.value = stands
      if (agrees) reconciliation.value = agrees
    }
    void load(false)
    paint(
      surroundings,
      hintCss + reportCss + css,
      <Summary
        agency={agency}
        status={status}
        reconciliation={reconciliation}
        wallets={isBilling ? { held: wallets, moved: totals } : null}
        clientPath={surroundings.page.clientPath}
        report={openReport(surroundings)}
        onRefresh={() => void load(true)}
        onOptions={() => void call('options.open', {})}
      />,
    )
  },
}
