import { defineContentScript } from 'wxt/utils/define-content-script'
import { highlevel } from '../crm/highlevel/index.ts'
import { CRM_MATCHES } from '../crm/matches.ts'
import { showReloadNote } from '../mount/reload-note.ts'
import { startOverlay } from '../mount/overlay.ts'
import { call } from '../rpc/call.ts'
import { openDoor } from '../rpc/panels.ts'

/** Runs on every CRM page: router and reconciler, nothing to paint with. Budget: 16 kB gzip. */
export default defineContentScript({
  matches: [...CRM_MATCHES],
  runAt: 'document_idle',
  noScriptStartedPostMessage: true,
  main: (script) => {
    const outdated = (): void => {
      script.abort('outdated')
      showReloadNote(document)
    }
    const overlay = startOverlay({
      window,
      crm: highlevel,
      signal: script.signal,
      clock: {
        now: () => performance.now(),
        frame: (run) => void requestAnimationFrame(run),
        after: (ms, run) => void setTimeout(run, ms),
      },
      injectPanels: async () => {
        const answer = await call('panels.inject', {})
        if (answer.ok) return
        if (answer.failure.kind === 'outdated') outdated()
        else overlay.giveUp()
      },
    })
    openDoor({ ...overlay, outdated }, script.signal)
  },
})
