import type { PageId, Route } from '../crm.ts'

/** HighLevel's location ids: 15 letters and digits or more (20 in every public sample). */
const ID = '[A-Za-z0-9]{15,64}'

interface Rule {
  page: PageId
  path: RegExp
  /** Addresses that must match, and ones that must not; a test walks them. */
  examples: readonly string[]
  not?: readonly string[]
}

/**
 * HighLevel's addresses, as read in public automation and theme repositories (2026-05 to 2026-08); HighLevel
 * promises none of them. The first rule that matches counts. The client's id is the first group.
 */
export const RULES: readonly Rule[] = [
  {
    page: 'manageClient',
    path: new RegExp(`^/accounts/detail/(${ID})(?:/|$)`),
    examples: ['/accounts/detail/ve9EPM428h8vShlRW1KT', '/accounts/detail/ve9EPM428h8vShlRW1KT/'],
    not: ['/accounts/detail/', '/accounts/detail/short'],
  },
  {
    page: 'subAccounts',
    path: /^\/(?:sub-accounts|accounts)\/?$/,
    examples: ['/sub-accounts/', '/accounts'],
  },
  {
    page: 'agencyDashboard',
    path: /^\/agency_dashboard(?:\/|$)/,
    examples: ['/agency_dashboard/', '/agency_dashboard/overview'],
  },
  {
    page: 'agencyBilling',
    path: /^\/settings\/billing\/?$/,
    examples: ['/settings/billing?tab=wallet_transactions'],
  },
  { page: 'reselling', path: /^\/reselling(?:\/|$)/, examples: ['/reselling', '/reselling/products'] },
  {
    page: 'subAccount',
    path: new RegExp(`^/(?:v2/)?location/(${ID})(?:/|$)`),
    examples: ['/v2/location/ve9EPM428h8vShlRW1KT/dashboard', '/location/ve9EPM428h8vShlRW1KT/'],
    not: ['/v2/location/', '/v2/locations/ve9EPM428h8vShlRW1KT'],
  },
]

export function readRoute(url: URL): Route | null {
  for (const { page, path } of RULES) {
    const match = path.exec(url.pathname)
    if (match) return { page, client: match[1] ?? null }
  }
  return null
}

const CLIENT_PATHS = [
  new RegExp(`/accounts/detail/(${ID})(?:[/?#]|$)`),
  new RegExp(`/location/(${ID})(?:[/?#]|$)`),
]

/** The client a link leads to. */
export function clientOfLink(href: string): string | null {
  for (const path of CLIENT_PATHS) {
    const id = path.exec(href)?.[1]
    if (id) return id
  }
  return null
}
