import { browser } from 'wxt/browser'
import { CRM_MATCHES } from '../crm/matches.ts'
import { leaveMessage } from '../rpc/leave.ts'
import { syncSites, wantedSites, type Site } from './registration.ts'

const BUILT_IN: readonly Site[] = CRM_MATCHES.map((match) => ({
  id: match,
  match,
  script: '/content-scripts/crm.js',
}))

/** Keeps the overlay on the sites it may run on, through install, update, restart, a grant and its end. */
export function keepSites(): void {
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined)
  // Installed or updated under open CRM tabs: they get the new script, and the old one takes itself away.
  browser.runtime.onInstalled.addListener(() =>
    quietly(syncSites().then(async () => runIn([...BUILT_IN, ...(await wantedSites())]))),
  )
  browser.runtime.onStartup.addListener(() => quietly(syncSites()))
  // The options page may die while the browser asks: the grant is finished here. The CRM's own addresses come this way
  // too: in Firefox each can be taken back and given again at the extension's button.
  browser.permissions.onAdded.addListener(({ origins = [] }) =>
    quietly(
      syncSites().then(async () =>
        runIn([...BUILT_IN, ...(await wantedSites())].filter(({ match }) => origins.includes(match))),
      ),
    ),
  )
  browser.permissions.onRemoved.addListener(({ origins = [] }) =>
    quietly(Promise.all([syncSites(), tellToLeave(origins)])),
  )
  quietly(syncSites())
}

/** Runs the overlay in tabs that are open already. */
async function runIn(sites: readonly Site[]): Promise<void> {
  for (const { match, script } of sites) {
    for (const { id, discarded } of await browser.tabs.query({ url: match })) {
      if (id === undefined || discarded) continue
      // A tab may be closing or showing an error page: then there is nothing to run in.
      await browser.scripting.executeScript({ target: { tabId: id }, files: [script] }).catch(() => undefined)
    }
  }
}

/** Revoked means gone, in open tabs too. Their addresses are no longer told to us, so each tab looks for itself. */
async function tellToLeave(origins: readonly string[]): Promise<void> {
  for (const { id } of await browser.tabs.query({})) {
    if (id !== undefined) await browser.tabs.sendMessage(id, leaveMessage(origins)).catch(() => undefined)
  }
}
