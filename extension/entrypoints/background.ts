import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { CRM_MATCHES } from '../crm/matches.ts'
import { parsePreferences, resolveLanguage } from '../i18n/preferences.ts'
import { createHandlers } from '../rpc/handlers.ts'
import type { Network } from '../rpc/http.ts'
import { dispatch } from '../rpc/listen.ts'
import { createWorkerApi } from '../rpc/worker-api.ts'
import { createSession } from '../session/session.ts'
import { openTokenStore, type Area } from '../session/tokens.ts'
import { workerPattern } from '../session/worker-url.ts'

const network: Network = {
  fetch: (url, init) => fetch(url, init),
  isOnline: () => navigator.onLine,
  timeout: (ms) => AbortSignal.timeout(ms),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
}

/** The only part that talks to the worker and the only one that holds a token. */
export default defineBackground({
  type: 'module',
  main: () => {
    const mayRunOn = (pattern: string): Promise<boolean> =>
      browser.permissions.contains({ origins: [pattern] })
    const ready = start()
    browser.runtime.onMessage.addListener((message: unknown, sender, respond) => {
      const gate = {
        extensionId: browser.runtime.id,
        ownOrigin: browser.runtime.getURL('/'),
        isCrmPage: (url: string) => mayRunOn(workerPattern(url)),
      }
      void ready
        .then((handlers) => dispatch(gate, handlers, message, sender))
        // Without an answer the page would wait for as long as this worker lives.
        .catch(() => ({ ok: false, failure: { kind: 'interrupted' } }) as const)
        .then(respond)
      return true
    })
    browser.runtime.onInstalled.addListener(() => void runInOpenTabs())

    async function start(): Promise<ReturnType<typeof createHandlers>> {
      const { local, session: memory } = browser.storage
      const tokens = await openTokenStore({ local: local as Area, session: memory as Area })
      const now = (): number => Date.now()
      const mayCall = (worker: string): Promise<boolean> => mayRunOn(workerPattern(worker))
      const session = createSession({ network, tokens, now, mayCall })
      return createHandlers({
        session,
        api: createWorkerApi({ network, session, now }),
        preferences: async () => {
          const { preferences } = await local.get('preferences')
          const { language, currency } = parsePreferences(preferences)
          return { language: resolveLanguage(language, browser.i18n.getUILanguage()), currency }
        },
        openOptions: () => browser.runtime.openOptionsPage(),
        injectPanels: async ({ tabId, frameId }) => {
          await browser.scripting.executeScript({
            target: { tabId, frameIds: [frameId] },
            files: ['/panels.js'],
          })
        },
      })
    }
  },
})

/** Installed or updated under open CRM tabs: they get the new script, and the old one takes itself away. */
async function runInOpenTabs(): Promise<void> {
  for (const { id, discarded } of await browser.tabs.query({ url: [...CRM_MATCHES] })) {
    if (id === undefined || discarded) continue
    // A tab may be closing or showing an error page: then there is nothing to run in.
    await browser.scripting
      .executeScript({ target: { tabId: id }, files: ['/content-scripts/crm.js'] })
      .catch(() => undefined)
  }
}
