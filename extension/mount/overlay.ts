import type { Crm, Look, Route } from '../crm/crm.ts'
import type { Mounted } from './host.ts'
import { watchLocation } from './location.ts'
import { createReconciler, type Clock } from './reconciler.ts'

export interface OverlayContext {
  window: Window
  crm: Crm
  clock: Clock
  signal: AbortSignal
  /** Asks the background to run the panels' script here; called at most once a document. */
  injectPanels(): Promise<void>
}

export interface Overlay {
  attach(sink: (mounted: Mounted) => void): void
  location(): string
  /** The panels cannot come: no empty space is kept for them. The next page asks again. */
  giveUp(): void
}

/** The whole of what runs on every CRM page: which page is this, where are its places, keep hosts in them. */
export function startOverlay(context: OverlayContext): Overlay {
  const { window, crm, clock, signal } = context
  let sink: ((mounted: Mounted) => void) | null = null
  let isInjected = false
  let shown = ''

  const reconciler = createReconciler({
    document: window.document,
    clock,
    beforeLook: () => watcher.check(),
    onMount: (mounted) => {
      dress(mounted.element, crm.look(window.document))
      sink?.(mounted)
      if (sink || isInjected) return
      isInjected = true
      void context.injectPanels()
    },
  })
  const watcher = watchLocation(window, signal, (url) => {
    const route = crm.route(url)
    const name = nameOf(route)
    if (name === shown) return
    shown = name
    reconciler.setSlots(route ? crm.slots(route) : [])
  })
  watcher.check()
  signal.addEventListener('abort', () => reconciler.stop())

  return {
    attach: (next) => {
      sink = next
      for (const mounted of reconciler.mounts()) next(mounted)
    },
    giveUp: () => {
      isInjected = false
      for (const mounted of reconciler.mounts()) mounted.painted()
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
