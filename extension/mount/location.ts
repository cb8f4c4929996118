/**
 * Tells of each new address of a single-page app. `currententrychange` fires after the address has changed (the
 * earlier `navigate` does not); `check` is for browsers without it, called whenever the page is looked at.
 */
export function watchLocation(
  window: Window,
  signal: AbortSignal,
  onChange: (url: URL) => void,
): {
  check(): void
  /** Every change of address is told; else those made by script alone are noticed only when somebody asks. */
  isTold: boolean
} {
  let last = ''
  const check = (): void => {
    const { href } = window.location
    if (href === last || signal.aborted) return
    last = href
    onChange(new URL(href))
  }
  const navigation: EventTarget | undefined = (window as Window & { navigation?: EventTarget }).navigation
  navigation?.addEventListener('currententrychange', check, { signal })
  window.addEventListener('popstate', check, { signal })
  window.addEventListener('hashchange', check, { signal })
  return { check, isTold: navigation !== undefined }
}
