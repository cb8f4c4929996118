import type { Crm } from '../crm/crm.ts'
import { useSelectors } from '../crm/registry.ts'
import { call } from '../rpc/call.ts'
import { onLeave } from '../rpc/leave.ts'
import { openDoor } from '../rpc/panels.ts'
import { startOverlay } from './overlay.ts'
import { showReloadNote } from './reload-note.ts'

/** What a content script knows of its own life (WXT's context). */
export interface Script {
  readonly signal: AbortSignal
  abort(reason?: string): void
}

/** Starts the overlay for one CRM in this page, and ends it when the extension was replaced or its permission is gone. */
export function runOverlay(script: Script, crm: Crm): void {
  const { signal } = script
  const outdated = (): void => {
    script.abort('outdated')
    showReloadNote(document)
  }
  const overlay = startOverlay({
    window,
    crm,
    signal,
    clock: {
      now: () => performance.now(),
      frame: (run) => void requestAnimationFrame(run),
      after: (ms, run) => void setTimeout(run, ms),
    },
    injectPanels: async (bundle) => {
      const answer = await call('panels.inject', { bundle })
      if (answer.ok) return
      if (answer.failure.kind === 'outdated') outdated()
      else overlay.giveUp(bundle)
    },
  })
  onLeave(signal, () => script.abort('revoked'))
  openDoor({ ...overlay, outdated }, signal)
  void adoptConfig()

  /** The page does not wait for these: the bundled ones are at work from the start. */
  async function adoptConfig(): Promise<void> {
    const config = await call('config.get', {})
    if (!config.ok || signal.aborted) return
    const { flags, selectors } = config.value
    useSelectors(selectors)
    if (selectors.length > 0 || Object.values(flags).includes(false)) overlay.adopt(flags)
  }
}
