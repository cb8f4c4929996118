import { createPace, REST_MS } from './pace.ts'

/** What the reconciler needs of the world; tests drive it by hand. */
export interface Clock {
  now(): number
  frame(run: () => void): void
  after(ms: number, run: () => void): void
}

/** When to look at the page for places. */
export interface Watch {
  /** The next frame looks, whatever stands: what is looked for has changed. */
  request(): void
  /** A look found something to do. */
  worked(): void
  /** Looks when one of these attributes of the element changes. */
  attributes(element: Element, names: readonly string[]): void
  stop(): void
}

/**
 * One observer for the child lists of the whole document, one for attributes of anchors → one animation frame → a look.
 * While the page changes frame after frame and every place stands, it rests (pace.ts): each frame asks only whether
 * all stands. A rest ends with a look, so that nothing is missed. A page on which nothing is looked for is not watched
 * at all.
 */
export function createWatch(context: {
  document: Document
  clock: Clock
  beforeLook(): void
  look(): void
  /** A place has no host in the page. */
  isMissing(): boolean
  /** Every place has its host, and every host is where it was put. Asked in each frame of a rest: no search. */
  isStanding(): boolean
  /** Nothing is looked for until the next request. */
  isIdle(): boolean
}): Watch {
  const { document, clock, isMissing, isStanding } = context
  const pace = createPace(() => clock.now())
  const watched = new WeakSet<Element>()
  let isAsked = false
  let isStopped = false
  let hasLookedEarly = false
  /** The page has changed since the last look. */
  let hasChanged = false
  let mustLook = false
  /** The end of a rest, by the clock; null = awake. */
  let restsUntil: number | null = null

  const children = new MutationObserver(() => {
    hasChanged = true
    // A place that is still missing is taken at once: a frame later the page would have been painted without us, and
    // would jump. Once a frame at most, and never while all places stand.
    if (!hasLookedEarly && !isStopped && isMissing()) {
      hasLookedEarly = true
      context.beforeLook()
      look()
    }
    nextFrame()
  })
  const names = new MutationObserver(request)
  observe()

  function observe(): void {
    children.observe(document, { childList: true, subtree: true })
  }

  function request(): void {
    if (isStopped) return
    mustLook = true
    observe()
    nextFrame()
  }

  function nextFrame(): void {
    if (isAsked || isStopped) return
    isAsked = true
    clock.frame(() => {
      isAsked = false
      hasLookedEarly = false
      if (isStopped) return
      context.beforeLook()
      if (restsUntil !== null) sleepOn(restsUntil)
      else if (hasChanged && pace.changed() && !mustLook && isStanding()) rest()
      else if (hasChanged || mustLook) look()
    })
  }

  function look(): void {
    hasChanged = false
    mustLook = false
    context.look()
    if (context.isIdle()) children.disconnect()
  }

  /** Watching a whole document costs the page something at every change, also when no record is read. */
  function rest(): void {
    children.disconnect()
    restsUntil = clock.now() + REST_MS
    nextFrame()
  }

  function sleepOn(until: number): void {
    if (clock.now() < until && !mustLook && isStanding()) return nextFrame()
    restsUntil = null
    pace.rested()
    observe()
    look()
  }

  return {
    request,
    worked: () => pace.worked(),
    attributes: (element, filter) => {
      if (filter.length === 0 || watched.has(element)) return
      watched.add(element)
      names.observe(element, { attributes: true, attributeFilter: [...filter] })
    },
    stop: () => {
      isStopped = true
      children.disconnect()
      names.disconnect()
    },
  }
}
