import { language } from '../i18n/preferences.ts'
import { call } from '../rpc/call.ts'
import { findDoor, type Bundle } from '../rpc/panels.ts'
import type { Feature } from './feature.ts'

/** Lets the features of a bundle into every place the page has for them, now and later. */
export async function showFeatures(bundle: Bundle, features: readonly Feature[]): Promise<void> {
  const page = findDoor()
  if (!page) return
  const [preferences, config] = await Promise.all([call('preferences.get', {}), call('config.get', {})])
  if (preferences.ok) language.value = preferences.value.language
  // A feature that is not named is on; so are all where nobody answers.
  const flags = config.ok ? config.value.flags : {}
  const shown = features.filter(({ id }) => flags[id] !== false)
  page.attach(bundle, (mounted) => {
    const surroundings = { mounted, page, newId: () => crypto.randomUUID(), now: () => Date.now() }
    for (const feature of shown) if (feature.slot === mounted.slot) feature.init(surroundings)
  })
}
