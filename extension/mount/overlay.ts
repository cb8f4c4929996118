import type { Crm, Look, Route } from '../crm/crm.ts'
import { bundleOf, featureOf, type Bundle, type PageReport } from '../rpc/panels.ts'
import type { Mounted } from './host.ts'
import { watchLocation } from './location.ts'
import { createReconciler, type Clock } from './reconciler.ts'
import type { Slot } from './slot.ts'

export interface OverlayContext {
  window: Window
  crm: Crm
  clock: Clock
  signal: AbortSignal
  /** Asks the background to run a script with panels here; called at most once a document for each. */
  injectPanels(bundle: Bundle): Promise<void>
}

export interface Overlay {
  attach(bundle: Bundle, sink: (mounted: Mounted) => void): void
  location(): string
  /** What is looked for has changed: other selectors, or features that are switched off. */
  adopt(flags: Readonly<Record<string, boolean>>): void
  clientPath(client: string): string | null
  /** Of which outside system the page's ids are accounts; null = they are clients' ids. */
  system: string | null
  report(): PageReport
  /** The panels cannot come: no empty space is kept for them. The next page asks again. */
  giveUp(bundle: Bundle): void
}

/** The whole of what runs on every CRM page: which page is this, where are its places, keep hosts in them. */
export function startOverlay(context: OverlayContext): Overlay {
  const { window, crm, clock, signal } = context
  const sinks = new Map<Bundle, (mounted: Mounted) => void>()
  const injected = new Set<Bundle>()
  let shown = ''
  let slots: readonly Slot[] = []
  let flags: Readonly<Record<string, boolean>> = {}

  const reconciler = createReconciler({
    document: window.document,
    clock,
    beforeLook: () => watcher.check(),
    isAddressTold: () => watcher.isTold,
    onMount: (mounted) => {
      dress(mounted.element, crm.look(window.document))
      const bundle = bundleOf(mounted.slot)
      sinks.get(bundle)?.(mounted)
      if (sinks.has(bundle) || injected.has(bundle)) return
      injected.add(bundle)
      void context.injectPanels(bundle)
    },
  })
  const watcher = watchLocation(window, signal, (url) => {
    const route = crm.route(url)
    const name = nameOf(route)
    if (name === shown) return
    shown = name
    slots = route ? crm.slots(route) : []
    showSlots()
  })
  /** A feature that is switched off takes no place, not even an empty one. */
  function showSlots(): void {
    reconciler.setSlots(slots.filter(({ id }) => flags[featureOf(id)] !== false))
  }
  const mountsOf = (bundle: Bundle) => reconciler.mounts().filter(({ slot }) => bundleOf(slot) === bundle)
  watcher.check()
  signal.addEventListener('abort', () => reconciler.stop())

  return {
    adopt: (next) => {
      flags = next
      showSlots()
    },
    attach: (bundle, sink) => {
      sinks.set(bundle, sink)
      for (const mounted of mountsOf(bundle)) sink(mounted)
    },
    giveUp: (bundle) => {
      injected.delete(bundle)
      for (const mounted of mountsOf(bundle)) mounted.painted()
    },
    system: crm.system ?? null,
    clientPath: (client) => crm.clientPath?.(client) ?? null,
    report: () => {
      const url = new URL(window.location.href)
      const route = crm.route(url)
      const hosts = reconciler.mounts()
      return {
        crm: crm.id,
        page: route?.page ?? 'none',
        template: crm.template?.(url) ?? '(not in the registry)',
        places: (route && crm.census?.(window.document, route)) ?? [],
        hosts: hosts.length,
        floating: hosts.filter((host) => host.isFloating()).length,
      }
    },
    location: () => nameOf(crm.route(new URL(window.location.href))),
  }
}

function dress(host: HTMLElement, { scheme, properties }: Look): void {
  host.dataset['theme'] = scheme
  for (const [name, value] of Object.entries(properties)) host.style.setProperty(name, value)
}

/** Pages differ by kind and client; a tab or a filter in the address is the same page. */
const nameOf = (route: Route | null): string => (route ? `${route.page} ${route.client ?? ''}` : '')
