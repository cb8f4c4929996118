import { defineContentScript } from 'wxt/utils/define-content-script'
import { crmOf } from '../crm/by-host.ts'
import { CRM_MATCHES } from '../crm/matches.ts'
import { runOverlay } from '../mount/run.ts'

/** Runs on every CRM page: router and reconciler, nothing to paint with. Budget: 16 kB gzip. */
export default defineContentScript({
  matches: [...CRM_MATCHES],
  runAt: 'document_idle',
  noScriptStartedPostMessage: true,
  main: (script) => runOverlay(script, crmOf(location.hostname)),
})
