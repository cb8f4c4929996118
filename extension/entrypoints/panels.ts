import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { FEATURES } from '../features/index.ts'
import { language } from '../i18n/preferences.ts'
import { call } from '../rpc/call.ts'
import { findDoor } from '../rpc/panels.ts'

/** Injected by the background once a page has a place for a panel. Budget: 45 kB gzip. */
export default defineUnlistedScript(async () => {
  const page = findDoor()
  if (!page) return
  const preferences = await call('preferences.get', {})
  if (preferences.ok) language.value = preferences.value.language
  page.attach((mounted) => {
    const surroundings = { mounted, page, newId: () => crypto.randomUUID(), now: () => Date.now() }
    for (const feature of FEATURES) if (feature.slot === mounted.slot) feature.init(surroundings)
  })
})
