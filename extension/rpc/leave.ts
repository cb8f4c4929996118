import { browser } from 'wxt/browser'

interface Leave {
  rebillLens: 1
  /** Match patterns whose permission was taken back. */
  leave: readonly string[]
}

export const leaveMessage = (patterns: readonly string[]): Leave => ({ rebillLens: 1, leave: patterns })

/** Runs `go` once the permission for this page is taken back. Heard by content scripts; only the background sends it. */
export function onLeave(signal: AbortSignal, go: () => void): void {
  const own = `${location.protocol}//${location.hostname}/*`
  const hear = (message: unknown): undefined => {
    const patterns = (message as Partial<Leave> | null)?.leave
    if (Array.isArray(patterns) && patterns.includes(own)) go()
  }
  browser.runtime.onMessage.addListener(hear)
  signal.addEventListener('abort', () => browser.runtime?.onMessage?.removeListener(hear))
}
