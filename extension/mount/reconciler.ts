import { createBackoff } from './backoff.ts'
import { createFloat } from './float.ts'
import { createHost, HOST_TAG, type Mounted } from './host.ts'
import type { Anchor, Slot } from './slot.ts'

/** What the reconciler needs of the world; tests drive both by hand. */
export interface Clock {
  now(): number
  frame(run: () => void): void
  after(ms: number, run: () => void): void
}

export interface Reconciler {
  /** The places of the current route. Hosts of places that are no longer listed are torn down at once. */
  setSlots(slots: readonly Slot[]): void
  mounts(): readonly Mounted[]
  /** Looks at the page in the next frame. */
  request(): void
  stop(): void
}

interface Entry extends Mounted {
  readonly slotOf: Slot
  readonly controller: AbortController
  readonly backoff: { hit(): boolean }
  floating: boolean
  /** Thrown out too often: it floats until the route changes. */
  hasYielded: boolean
  /** Epoch milliseconds since when the page has no anchor for it; null while it has. */
  missingSince: number | null
  anchor: Anchor | null
  setFloating(floating: boolean): void
}

/** A page that takes an anchor away and brings it back within this time finds the panel as it was left. */
const GRACE_MS = 1_500
/** A page that has not shown a required anchor by then will not: selectors are out of date. */
const REQUIRED_AFTER_MS = 4_000
/** More places than this on one page is a page misread. */
const ENTRIES_MAX = 200

/**
 * Keeps our hosts where they belong on a page that re-renders as it likes. One observer for the whole document
 * (child lists only; attributes just of the anchors themselves) → one animation frame → per place: keep,
 * re-append the same host, or tear down. A host that is thrown out more than 20 times in 5 s floats instead.
 */
export function createReconciler(context: {
  document: Document
  clock: Clock
  onMount(mounted: Mounted): void
  /** Before each look at the page: the route may have changed without an event. */
  beforeLook(): void
}): Reconciler {
  const { document, clock } = context
  const entries = new Map<string, Entry>()
  const float = createFloat(
    document,
    createBackoff(() => clock.now()),
  )
  const watched = new WeakSet<Element>()
  let slots: readonly Slot[] = []
  let slotsSince = 0
  let isAsked = false
  let isStopped = false
  let hasLookedEarly = false

  const observer = new MutationObserver(() => {
    // A place that is still missing is taken at once: a frame later the page would have been painted without us, and
    // would jump. Once a frame at most, and never while all places stand.
    if (!hasLookedEarly && !isStopped && isMissing()) {
      hasLookedEarly = true
      context.beforeLook()
      look()
    }
    request()
  })
  observer.observe(document, { childList: true, subtree: true })

  function request(): void {
    if (isAsked || isStopped) return
    isAsked = true
    clock.frame(() => {
      isAsked = false
      hasLookedEarly = false
      if (isStopped) return
      context.beforeLook()
      look()
    })
  }

  function isMissing(): boolean {
    const standing = new Set<Slot>()
    for (const { slotOf, element } of entries.values()) if (element.isConnected) standing.add(slotOf)
    return slots.some((slot) => !standing.has(slot))
  }

  function look(): void {
    for (const slot of slots) {
      const anchors = byKey(slot.find(document))
      for (const [key, candidates] of anchors) settle(slot, key, candidates)
      for (const entry of entries.values()) {
        if (entry.slotOf === slot && !anchors.has(entry.key)) lose(entry)
      }
      if (slot.required !== null && !anchors.has(slot.required)) floatRequired(slot, slot.required)
    }
    removeCopies()
    float.ensure()
  }

  function settle(slot: Slot, key: string, candidates: readonly Anchor[]): void {
    const best = candidates[0]
    if (!best) return
    for (const { source } of candidates) watch(source, slot.watch)
    const known = entries.get(entryId(slot, key))
    const entry = known ?? open(slot, key)
    if (!entry) return
    entry.missingSince = null
    entry.anchor = best
    if (entry.hasYielded) return floatEntry(entry)
    if (candidates.some((anchor) => isAt(entry.element, anchor))) return
    if (known && entry.backoff.hit()) {
      entry.hasYielded = true
      return floatEntry(entry)
    }
    insert(entry.element, best)
    entry.setFloating(false)
    if (!known) context.onMount(entry)
  }

  function open(slot: Slot, key: string): Entry | null {
    if (entries.size >= ENTRIES_MAX) return null
    const { element, shadow } = createHost(document, slot, key)
    const controller = new AbortController()
    const listeners: ((floating: boolean) => void)[] = []
    const entry: Entry = {
      slot: slot.id,
      slotOf: slot,
      key,
      element,
      shadow,
      controller,
      signal: controller.signal,
      backoff: createBackoff(() => clock.now()),
      floating: false,
      hasYielded: false,
      missingSince: null,
      anchor: null,
      source: () => entry.anchor?.source ?? null,
      facts: () => entry.anchor?.facts ?? {},
      isFloating: () => entry.floating,
      onFloat: (listener) => void listeners.push(listener),
      painted: () => {
        for (const name of ['--rl-reserve', '--rl-reserve-width']) element.style.removeProperty(name)
      },
      setFloating: (floating) => {
        if (entry.floating === floating) return
        entry.floating = floating
        for (const listener of listeners) listener(floating)
      },
    }
    entries.set(entryId(slot, key), entry)
    return entry
  }

  function floatEntry(entry: Entry): void {
    if (entry.element.parentNode !== float.box) float.box.append(entry.element)
    entry.setFloating(true)
  }

  function floatRequired(slot: Slot, key: string): void {
    if (!slot.floats && clock.now() - slotsSince < REQUIRED_AFTER_MS) return
    const known = entries.get(entryId(slot, key))
    const entry = known ?? open(slot, key)
    if (!entry) return
    floatEntry(entry)
    if (!known) context.onMount(entry)
  }

  /** The page shows no place for it any more: out of sight now, forgotten after a grace period. */
  function lose(entry: Entry): void {
    if (entry.floating && entry.slotOf.required === entry.key) return
    if (entry.missingSince !== null) {
      if (clock.now() - entry.missingSince >= GRACE_MS) close(entry)
      return
    }
    entry.missingSince = clock.now()
    entry.element.remove()
    clock.after(GRACE_MS, request)
  }

  function close(entry: Entry): void {
    entries.delete(entryId(entry.slotOf, entry.key))
    entry.controller.abort()
    entry.element.remove()
  }

  /** A page that clones its own nodes clones our host too, without its shadow root: an empty shell. */
  function removeCopies(): void {
    const ours = new Set<Element>([float.box, ...[...entries.values()].map((entry) => entry.element)])
    for (const element of document.querySelectorAll(HOST_TAG)) if (!ours.has(element)) element.remove()
  }

  function watch(element: Element, attributes: readonly string[]): void {
    if (attributes.length === 0 || watched.has(element)) return
    watched.add(element)
    observer.observe(element, { attributes: true, attributeFilter: [...attributes] })
  }

  return {
    setSlots: (next) => {
      slots = next
      slotsSince = clock.now()
      for (const entry of entries.values()) if (!next.includes(entry.slotOf)) close(entry)
      if (next.some((slot) => slot.required !== null)) clock.after(REQUIRED_AFTER_MS, request)
      request()
    },
    mounts: () => [...entries.values()],
    request,
    stop: () => {
      isStopped = true
      observer.disconnect()
      for (const entry of entries.values()) close(entry)
      float.box.remove()
    },
  }
}

const entryId = (slot: Slot, key: string): string => `${slot.id} ${key}`

function byKey(anchors: readonly Anchor[]): Map<string, Anchor[]> {
  const map = new Map<string, Anchor[]>()
  for (const anchor of anchors.slice(0, ENTRIES_MAX)) {
    const same = map.get(anchor.key)
    if (same) same.push(anchor)
    else map.set(anchor.key, [anchor])
  }
  return map
}

function isAt(host: Element, { element, place }: Anchor): boolean {
  if (place === 'after') return host.previousElementSibling === element
  if (place === 'before') return host.nextElementSibling === element
  return host.parentElement === element
}

function insert(host: Element, { element, place }: Anchor): void {
  if (place === 'append') element.append(host)
  else if (place === 'prepend') element.prepend(host)
  else if (place === 'before') element.before(host)
  else element.after(host)
}
