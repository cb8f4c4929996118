import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { forgetConfig, loadConfig, refreshConfig } from '../background/config-store.ts'
import { keepMenu } from '../background/menu.ts'
import { keepShortcut } from '../background/side-panel.ts'
import { customPatterns, hostOf } from '../background/site-lists.ts'
import { keepSites } from '../background/sites.ts'
import { keepNotices, localTime, showBadge, tellTrouble } from '../background/speak.ts'
import { createWatch } from '../background/watch.ts'
import { parsePreferences, resolveLanguage } from '../i18n/preferences.ts'
import { createHandlers } from '../rpc/handlers.ts'
import type { Network } from '../rpc/http.ts'
import { dispatch } from '../rpc/listen.ts'
import type { PreferencesView } from '../rpc/messages.ts'
import { createWorkerApi } from '../rpc/worker-api.ts'
import { createSession } from '../session/session.ts'
import { openOwnArea } from '../session/own-area.ts'
import { openTokenStore, type Area } from '../session/tokens.ts'
import { workerPattern } from '../session/worker-url.ts'

const ALARM = 'look'
const FAILURES = 'watch.failures'

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
        .then(({ handlers }) => dispatch(gate, handlers, message, sender))
        // Without an answer the page would wait for as long as this worker lives.
        .catch(() => ({ ok: false, failure: { kind: 'interrupted' } }) as const)
        .then(respond)
      return true
    })
    // Every listener stands before the first await: what wakes a stopped background must find it.
    keepSites()
    keepMenu(async () => (await preferences()).language)
    keepShortcut()
    keepNotices()
    browser.alarms.onAlarm.addListener(({ name }) => {
      if (name === ALARM) void ready.then(({ look }) => look())
    })

    async function start() {
      const { local, session: memory } = browser.storage
      const tokens = await openTokenStore({
        local: local as Area,
        session: memory as Area,
        own: () => openOwnArea(indexedDB),
      })
      const now = (): number => Date.now()
      const mayCall = (worker: string): Promise<boolean> => mayRunOn(workerPattern(worker))
      const session = createSession({ network, tokens, now, mayCall })
      const api = createWorkerApi({ network, session, now })
      const watch = createWatch({
        api,
        isSignedIn: async () => (await session.view()).state === 'signedIn',
        failures: {
          load: async () => Number((await memory.get(FAILURES))[FAILURES] ?? 0),
          save: (count) => memory.set({ [FAILURES]: count }),
        },
        show: async (count) => showBadge(count, (await preferences()).language, now()),
        tell: async (trouble) => tellTrouble(trouble, (await preferences()).language, localTime(now())),
        wake: async (minutes) => void (await browser.alarms.create(ALARM, { delayInMinutes: minutes })),
      })
      const look = async (): Promise<void> => {
        await watch.look()
        if ((await session.view()).state === 'signedIn') await refreshConfig(api, now())
      }
      if (!(await browser.alarms.get(ALARM))) void look()
      const handlers = createHandlers({
        session,
        api,
        preferences,
        openOptions: () => browser.runtime.openOptionsPage(),
        patternsOf: async (host) => (await customPatterns.load()).filter((each) => hostOf(each) === host),
        config: loadConfig,
        onSession: () => void forgetConfig().then(look),
        injectPanels: async ({ tabId, frameId }, bundle) => {
          await browser.scripting.executeScript({
            target: { tabId, frameIds: [frameId] },
            files: [`/${bundle}.js`],
          })
        },
      })
      return { handlers, look }
    }
  },
})

async function preferences(): Promise<PreferencesView> {
  const { preferences: stored } = await browser.storage.local.get('preferences')
  const { language, currency } = parsePreferences(stored)
  return { language: resolveLanguage(language, browser.i18n.getUILanguage()), currency }
}
