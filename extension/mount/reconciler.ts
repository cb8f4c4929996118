import { createBackoff } from './backoff.ts'
import { createFloat } from './float.ts'
import { createHost, HOST_TAG, type Mounted } from './host.ts'
import { insertAt, isAt } from './place.ts'
import type { Anchor, Slot } from './slot.ts'
import { createWatch, type Clock } from './watch.ts'

export type { Clock }

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
  /** The page's best anchor for it. */
  anchor: Anchor | null
  /** The one it stands at: another one where the page has doubled the place. */
  at: Anchor | null
  setFloating(floating: boolean): void
}

/** A page that takes an anchor away and brings it back within this time finds the panel as it was left. */
const GRACE_MS = 1_500
/** A page that has not shown a required anchor by then will not: selectors are out of date. */
const REQUIRED_AFTER_MS = 4_000
/** More places than this on one page is a page misread. */
const ENTRIES_MAX = 200

/**
 * Keeps our hosts where they belong on a page that re-renders as it likes. Per place: keep, re-append the same host,
 * or tear down. A host that is thrown out more than 20 times in 5 s floats instead. When it looks: watch.ts.
 */
export function createReconciler(context: {
  document: Document
  clock: Clock
  onMount(mounted: Mounted): void
  /** Before each look at the page: the route may have changed without an event. */
  beforeLook(): void
  /** `setSlots` is called at every change of address, also when nobody looks. */
  isAddressTold(): boolean
}): Reconciler {
  const { document, clock } = context
  const entries = new Map<string, Entry>()
  const float = createFloat(
    document,
    createBackoff(() => clock.now()),
  )
  let slots: readonly Slot[] = []
  let slotsSince = 0
  const watch = createWatch({
    document,
    clock,
    beforeLook: () => context.beforeLook(),
    look,
    isMissing,
    isStanding,
    isIdle: () => slots.length === 0 && context.isAddressTold(),
  })

  /** Whether every place has its host, and every host is where it was put, at an anchor that is still in the page. */
  function isStanding(): boolean {
    if (isMissing()) return false
    for (const { element, at, floating, missingSince } of entries.values()) {
      if (missingSince !== null || !element.isConnected) return false
      const isPut = floating ? element.parentNode === float.box : at?.source.isConnected && isAt(element, at)
      if (!isPut) return false
    }
    return true
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
    for (const { source } of candidates) watch.attributes(source, slot.watch)
    const known = entries.get(entryId(slot, key))
    const entry = known ?? open(slot, key)
    if (!entry) return
    entry.missingSince = null
    entry.anchor = best
    if (entry.hasYielded) return floatEntry(entry)
    entry.at = candidates.find((anchor) => isAt(entry.element, anchor)) ?? null
    if (entry.at) return
    if (known && entry.backoff.hit()) {
      entry.hasYielded = true
      return floatEntry(entry)
    }
    watch.worked()
    insertAt(entry.element, best)
    entry.at = best
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
      at: null,
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
    if (entry.element.parentNode !== float.box) {
      watch.worked()
      float.box.append(entry.element)
    }
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
    watch.worked()
    entry.missingSince = clock.now()
    entry.element.remove()
    clock.after(GRACE_MS, watch.request)
  }

  function close(entry: Entry): void {
    entries.delete(entryId(entry.slotOf, entry.key))
    entry.controller.abort()
    entry.element.remove()
  }

  /** A page that clones its own nodes clones our host too, without its shadow root: an empty shell. */
  function removeCopies(): void {
    const ours = new Set<Element>([float.box, ...[...entries.values()].map((entry) => entry.element)])
    for (const element of document.querySelectorAll(HOST_TAG)) {
      if (ours.has(element)) continue
      watch.worked()
      element.remove()
    }
  }

  return {
    setSlots: (next) => {
      slots = next
      watch.worked()
      slotsSince = clock.now()
      for (const entry of entries.values()) if (!next.includes(entry.slotOf)) close(entry)
      if (next.some((slot) => slot.required !== null)) clock.after(REQUIRED_AFTER_MS, watch.request)
      watch.request()
    },
    mounts: () => [...entries.values()],
    request: watch.request,
    stop: () => {
      watch.stop()
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
