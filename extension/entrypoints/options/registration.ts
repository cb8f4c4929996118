import { browser } from 'wxt/browser'
import { loadDomains, patternOf } from './domain-list.ts'
import { isGranted } from './grant.ts'

const PREFIX = 'crm.'
const SCRIPT = '/content-scripts/crm.js'

/**
 * Makes the browser run the overlay on exactly the domains that are in the list and granted, and on no other.
 * Safe to call at any time and twice at once. Registrations do not survive every restart while grants do, so the
 * background calls it too: on install, startup, and when a permission comes or goes.
 */
export async function syncDomains(): Promise<void> {
  const wanted: string[] = []
  for (const domain of await loadDomains()) if (await isGranted(patternOf(domain))) wanted.push(domain)
  const ids = new Set(wanted.map((domain) => PREFIX + domain))
  const registered = (await browser.scripting.getRegisteredContentScripts())
    .map(({ id }) => id)
    .filter((id) => id.startsWith(PREFIX))
  const surplus = registered.filter((id) => !ids.has(id))
  if (surplus.length > 0) await browser.scripting.unregisterContentScripts({ ids: surplus })
  const missing = wanted.filter((domain) => !registered.includes(PREFIX + domain))
  if (missing.length === 0) return
  await browser.scripting
    .registerContentScripts(
      missing.map((domain) => ({
        id: PREFIX + domain,
        matches: [patternOf(domain)],
        js: [SCRIPT],
        runAt: 'document_idle' as const,
        persistAcrossSessions: true,
      })),
    )
    // Another page may have registered them in the meantime: then the work is done.
    .catch(async (error: unknown) => {
      const now = (await browser.scripting.getRegisteredContentScripts()).map(({ id }) => id)
      if (missing.some((domain) => !now.includes(PREFIX + domain))) throw error
    })
}
