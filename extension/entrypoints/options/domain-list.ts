import { browser } from 'wxt/browser'
import { CRM_MATCHES } from '../../crm/matches.ts'

const KEY = 'crm.domains'
/** More than any agency has, and a bound on what is registered with the browser. */
export const DOMAINS_MAX = 50

export const patternOf = (domain: string): string => `https://${domain}/*`

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
  if (!isName || known.length >= DOMAINS_MAX) return { ok: false, why: 'bad', domain }
  if (CRM_MATCHES.some((match) => match === patternOf(domain))) return { ok: false, why: 'builtIn', domain }
  return known.includes(domain) ? { ok: false, why: 'known', domain } : { ok: true, domain }
}

/** The host names of the agency's own CRM addresses. The background runs the overlay on those that are granted. */
export async function loadDomains(): Promise<readonly string[]> {
  const stored: unknown = (await browser.storage.local.get(KEY))[KEY]
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').slice(0, DOMAINS_MAX) : []
}

export const saveDomains = (domains: readonly string[]): Promise<void> =>
  browser.storage.local.set({ [KEY]: domains })
