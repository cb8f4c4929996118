import type { ExtensionConfig, SelectorOverride } from '../../shared/contract/extension-config.ts'

/** What the extension does where no worker says otherwise: every feature on, the bundled selectors only. */
export const BUNDLED: ExtensionConfig = { flags: {}, selectors: [] }

const FLAG = /^[a-z][a-z0-9-]{0,39}$/
const NAME = /^[a-zA-Z]{1,40}$/
const PLACES: readonly SelectorOverride['place'][] = ['append', 'prepend', 'after']
const FLAGS_MAX = 100
const SELECTORS_MAX = 50
const SELECTOR_MAX = 300

/**
 * Takes of a config what this version understands and leaves out the rest, so that one bad entry does not cost the
 * others. It is data only: flags and selectors for places the extension has already. Null where it is no config.
 */
export function readConfig(value: unknown): ExtensionConfig | null {
  const { flags, selectors } = (value ?? {}) as Partial<Record<keyof ExtensionConfig, unknown>>
  if (typeof flags !== 'object' || flags === null || !Array.isArray(selectors)) return null
  const known = Object.entries(flags).filter(([id, on]) => FLAG.test(id) && typeof on === 'boolean')
  return {
    flags: Object.fromEntries(known.slice(0, FLAGS_MAX)) as Record<string, boolean>,
    selectors: selectors.flatMap((each: unknown) => readSelector(each) ?? []).slice(0, SELECTORS_MAX),
  }
}

function readSelector(value: unknown): SelectorOverride | null {
  const { page, slot, selector, place } = (value ?? {}) as Partial<Record<keyof SelectorOverride, unknown>>
  const at = PLACES.find((known) => known === place)
  const isNamed = typeof page === 'string' && NAME.test(page) && typeof slot === 'string' && NAME.test(slot)
  if (!at || !isNamed || typeof selector !== 'string') return null
  return selector.length > 0 && selector.length <= SELECTOR_MAX ? { page, slot, selector, place: at } : null
}
