const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])'

/** What has the focus inside the element's own tree: of a shadow root, the page only names the host. */
export function focusedIn(element: Element): HTMLElement | null {
  const root = element.getRootNode() as Document | ShadowRoot
  return root.activeElement as HTMLElement | null
}

export function focusables(container: Element): HTMLElement[] {
  return [...container.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => !element.hasAttribute('disabled') && element.getClientRects().length > 0,
  )
}

/** Keeps Tab and Shift+Tab inside the container: at either end the focus goes to the other. */
export function trapTab(event: KeyboardEvent, container: Element): void {
  if (event.key !== 'Tab') return
  const all = focusables(container)
  const first = all[0]
  const last = all.at(-1)
  if (!first || !last) return
  const focused = focusedIn(container)
  const leaves = event.shiftKey ? focused === first || focused === container : focused === last
  if (!leaves) return
  event.preventDefault()
  ;(event.shiftKey ? last : first).focus()
}
