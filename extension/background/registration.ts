import { browser } from 'wxt/browser'
import { customPatterns, domains, hostOf, patternOf } from './site-lists.ts'

const SCRIPTS = { crm: '/content-scripts/crm.js', custom: '/content-scripts/custom.js' } as const

export interface Site {
  /** Of the registration: `crm.HOST` for a white-label domain, `custom.HOST` for a custom pattern's site. */
  id: string
  match: string
  script: (typeof SCRIPTS)[keyof typeof SCRIPTS]
}

export const isGranted = (pattern: string): Promise<boolean> =>
  browser.permissions.contains({ origins: [pattern] })

/**
 * Makes the browser run the overlay on exactly the sites that are in the options' lists and granted, and on no
 * other. Safe to call at any time; calls at once, from the options too, wait for each other. Registrations do not
 * survive every restart while grants do, so the background calls it on each start, on install, and when a permission
 * comes or goes.
 */
export function syncSites(): Promise<void> {
  return navigator.locks.request('sites', sync)
}

async function sync(): Promise<void> {
  const wanted = await wantedSites()
  const ids = new Set(wanted.map(({ id }) => id))
  const registered = await registeredIds()
  const surplus = registered.filter((id) => !ids.has(id))
  if (surplus.length > 0) await browser.scripting.unregisterContentScripts({ ids: surplus })
  const missing = wanted.filter(({ id }) => !registered.includes(id))
  if (missing.length === 0) return
  await browser.scripting.registerContentScripts(
    missing.map(({ id, match, script }) => ({
      id,
      matches: [match],
      js: [script],
      runAt: 'document_idle' as const,
      persistAcrossSessions: true,
    })),
  )
}

async function registeredIds(): Promise<string[]> {
  const all = await browser.scripting.getRegisteredContentScripts()
  return all.map(({ id }) => id).filter((id) => id.startsWith('crm.') || id.startsWith('custom.'))
}

/** The sites that are listed and granted. */
export async function wantedSites(): Promise<readonly Site[]> {
  const listed = (await domains.load()).map((host) => ['crm', host] as const)
  const hosts = new Set((await customPatterns.load()).map(hostOf).filter((host) => host !== null))
  const custom = [...hosts].map((host) => ['custom', host] as const)
  const sites: Site[] = []
  for (const [kind, host] of [...listed, ...custom]) {
    const match = patternOf(host)
    if (await isGranted(match)) sites.push({ id: `${kind}.${host}`, match, script: SCRIPTS[kind] })
  }
  return sites
}
