import { browser } from 'wxt/browser'
import { CRM_MATCHES } from '../crm/matches.ts'
import { readPattern } from '../crm/url-pattern.ts'

/** More of each than any agency has, and a bound on what is registered with the browser. */
export const SITES_MAX = 50

export const patternOf = (host: string): string => `https://${host}/*`

const isBuiltIn = (host: string): boolean => CRM_MATCHES.some((match) => match === patternOf(host))

export type DomainReading =
  | { ok: true; domain: string }
  | { ok: false; why: 'bad' | 'known' | 'builtIn'; domain: string }

/** Reads `crm.agency.com`, with or without `https://` and a path, into a host name that is not covered yet. */
export function readDomain(typed: string, known: readonly string[]): DomainReading {
  const text = typed.trim()
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null
  const domain = url?.hostname ?? text
  const isName = url?.protocol === 'https:' && /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(domain)
  if (!isName || known.length >= SITES_MAX) return { ok: false, why: 'bad', domain }
  if (isBuiltIn(domain)) return { ok: false, why: 'builtIn', domain }
  return known.includes(domain) ? { ok: false, why: 'known', domain } : { ok: true, domain }
}

export type CustomReading =
  | { ok: true; pattern: string; host: string }
  | { ok: false; why: 'form' | 'client' | 'tooLong' | 'known' | 'builtIn' | 'tooMany' }

/** Reads a custom CRM's URL pattern that is not in the list yet. */
export function readCustom(typed: string, known: readonly string[]): CustomReading {
  const reading = readPattern(typed)
  if (!reading.ok) return reading
  const { text, host } = reading.pattern
  if (isBuiltIn(host)) return { ok: false, why: 'builtIn' }
  if (known.includes(text)) return { ok: false, why: 'known' }
  return known.length >= SITES_MAX ? { ok: false, why: 'tooMany' } : { ok: true, pattern: text, host }
}

/** A list of texts in `storage.local`; what an older version or a hand left there that is no text is dropped. */
function listAt(key: string): {
  load(): Promise<readonly string[]>
  save(list: readonly string[]): Promise<void>
} {
  return {
    load: async () => {
      const stored: unknown = (await browser.storage.local.get(key))[key]
      return Array.isArray(stored)
        ? stored.filter((each) => typeof each === 'string').slice(0, SITES_MAX)
        : []
    },
    save: (list) => browser.storage.local.set({ [key]: list }),
  }
}

/** Host names of the agency's own addresses of HighLevel (white label). */
export const domains = listAt('crm.domains')
/** URL patterns of other CRMs. */
export const customPatterns = listAt('crm.patterns')

/** The host of a stored pattern; null where this version cannot read it. */
export function hostOf(pattern: string): string | null {
  const reading = readPattern(pattern)
  return reading.ok ? reading.pattern.host : null
}
