import { defineContentScript } from 'wxt/utils/define-content-script'
import { customCrm } from '../crm/custom/index.ts'
import { runOverlay } from '../mount/run.ts'
import { call } from '../rpc/call.ts'

/** Runs on the sites of custom CRMs, where the background registers it: asks for the site's patterns, keeps a badge. */
export default defineContentScript({
  registration: 'runtime',
  runAt: 'document_idle',
  noScriptStartedPostMessage: true,
  main: async (script) => {
    const patterns = await call('sites.patterns', {})
    if (patterns.ok && !script.signal.aborted) runOverlay(script, customCrm(patterns.value))
  },
})
