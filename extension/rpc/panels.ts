import type { SlotCensus } from '../crm/crm.ts'
import type { Mounted } from '../mount/host.ts'

/**
 * Content script and panels run in the same isolated world: the small script that is on every CRM page leaves
 * this door open, and the panels, injected later, come in by it. The page's own scripts cannot see it.
 */
export interface PanelHost {
  /** Called once by each bundle; the sink gets every host of its slots that exists and each that follows. */
  attach(bundle: Bundle, sink: (mounted: Mounted) => void): void
  /** The address the page shows now: an answer asked for at another one never paints. */
  location(): string
  /** Where the CRM shows a client; null where it has no page for one. */
  clientPath(client: string): string | null
  /** Of which outside system the page's ids are accounts; null = they are clients' ids. */
  readonly system: string | null
  /** What stands on this page and what was looked for; it holds no id, no name and no figure. */
  report(): PageReport
  /** The extension was replaced under this tab. */
  outdated(): void
}

export interface PageReport {
  crm: string
  page: string
  /** The address as the registry writes it: `/accounts/detail/:id`. */
  template: string
  places: readonly SlotCensus[]
  hosts: number
  floating: number
}

/**
 * The scripts with panels, each injected once a page has a place for one of its features. What belongs to a client's
 * own page and what belongs to the agency's pages never stand together, so neither has to carry the other.
 */
export const BUNDLES = ['panels', 'agency'] as const
export type Bundle = (typeof BUNDLES)[number]
const CLIENT_SLOTS: ReadonlySet<string> = new Set(['clientPanel', 'clientBadge'])
export const bundleOf = (slot: string): Bundle => (CLIENT_SLOTS.has(slot) ? 'panels' : 'agency')

/** The feature that fills a slot: its flag may switch the slot off. */
const FEATURE_OF: Readonly<Record<string, string>> = {
  clientPanel: 'client-panel',
  clientBadge: 'client-badge',
  clientRow: 'client-row',
  listTools: 'client-tools',
  agencySummary: 'agency-summary',
  marginLens: 'margin-lens',
}
export const featureOf = (slot: string): string => FEATURE_OF[slot] ?? slot

const DOOR = Symbol.for('rebill-lens.panels')

type World = { [DOOR]?: PanelHost | undefined }

export function openDoor(host: PanelHost, signal: AbortSignal): void {
  const world = globalThis as World
  world[DOOR] = host
  signal.addEventListener('abort', () => {
    if (world[DOOR] === host) world[DOOR] = undefined
  })
}

export function findDoor(): PanelHost | null {
  return (globalThis as World)[DOOR] ?? null
}
