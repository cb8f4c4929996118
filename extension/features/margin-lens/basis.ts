import { signal, type ReadonlySignal } from '@preact/signals'
import { parseNano, type Nano } from '../../../shared/money/nano.ts'
import { call } from '../../rpc/call.ts'
import type { Answer } from '../../rpc/messages.ts'
import type { PanelHost } from '../../rpc/panels.ts'
import { sharedAgency } from '../agency-store.ts'
import { chargingOf, type Charging } from '../client-panel/terms.ts'

/** What every lens of the page computes with. */
export interface Basis {
  /** The agency's payment fee, of its first client; null until it is read or where there is no client. */
  charging: ReadonlySignal<(Charging & { feeLabel: string }) | null>
  /** The reload that a lens is asked about; typed in one lens, it counts in all. */
  reloadText: { value: string }
  /** What each service cost and brought over the last 30 days; null until it is read. */
  totals: ReadonlySignal<Answer<'services.totals'> | null>
}

/** HighLevel's default recharge (HL-02), until somebody types another. */
export const DEFAULT_RELOAD: Nano = parseNano('10')

let basis: Basis | null = null

export function sharedBasis(page: PanelHost): Basis {
  basis ??= createBasis(page)
  return basis
}

function createBasis(page: PanelHost): Basis {
  const charging = signal<(Charging & { feeLabel: string }) | null>(null)
  const totals = signal<Answer<'services.totals'> | null>(null)
  const agency = sharedAgency(page)
  void read()
  void readTotals()
  async function readTotals(): Promise<void> {
    const answer = await call('services.totals', {})
    // The agency is the same on every page: an answer that comes after the route has changed is still true.
    totals.value = answer
    if (!answer.ok && answer.failure.kind === 'outdated') page.outdated()
  }
  async function read(): Promise<void> {
    await agency.load(false)
    const state = agency.state.value
    const first = state.kind === 'known' ? state.all.value.clients[0] : undefined
    if (!first) return
    const answer = await call('clients.detail', { id: first.id })
    if (!answer.ok) return
    const detail = answer.value.value
    charging.value = { ...chargingOf(detail), feeLabel: detail.fee.label }
  }
  return { charging, totals, reloadText: signal('10') }
}
