import type { Route } from '../crm.ts'
import { matchRoute, type RouteRule } from '../registry.ts'

/** HighLevel's location ids: 15 letters and digits or more (20 in every public sample). */
const ID = '[A-Za-z0-9]{15,64}'

/**
 * HighLevel's addresses, as read in public automation and theme repositories (2026-05 to 2026-08); HighLevel
 * promises none of them. The first rule that matches counts. The client's id is the first group.
 */
export const RULES: readonly RouteRule[] = [
  {
    page: 'manageClient',
    template: '/accounts/detail/:id',
    path: new RegExp(`^/accounts/detail/(${ID})(?:/|$)`),
    examples: ['/accounts/detail/ve9EPM428h8vShlRW1KT', '/accounts/detail/ve9EPM428h8vShlRW1KT/'],
    not: ['/accounts/detail/', '/accounts/detail/short'],
  },
  {
    page: 'subAccounts',
    template: '/sub-accounts/',
    path: /^\/(?:sub-accounts|accounts)\/?$/,
    examples: ['/sub-accounts/', '/accounts'],
  },
  {
    page: 'agencyDashboard',
    template: '/agency_dashboard/',
    path: /^\/agency_dashboard(?:\/|$)/,
    examples: ['/agency_dashboard/', '/agency_dashboard/overview'],
  },
  {
    page: 'agencyBilling',
    template: '/settings/billing',
    path: /^\/settings\/billing\/?$/,
    examples: ['/settings/billing?tab=wallet_transactions'],
  },
  {
    page: 'reselling',
    template: '/reselling',
    path: /^\/reselling(?:\/|$)/,
    examples: ['/reselling', '/reselling/products'],
  },
  {
    // No public source names this address: any agency page whose path says "saas" counts.
    page: 'saasConfigurator',
    template: '/saas…',
    path: /^\/(?:settings\/)?saas(?:[-_/][a-z-_/]*)?$/i,
    examples: ['/saas-configurator', '/saas_configurator/plans', '/settings/saas'],
    not: ['/location/ve9EPM428h8vShlRW1KT/saas', '/saasquatch'],
  },
  {
    page: 'subAccount',
    template: '/location/:id/',
    path: new RegExp(`^/(?:v2/)?location/(${ID})(?:/|$)`),
    examples: ['/v2/location/ve9EPM428h8vShlRW1KT/dashboard', '/location/ve9EPM428h8vShlRW1KT/'],
    not: ['/v2/location/', '/v2/locations/ve9EPM428h8vShlRW1KT'],
  },
]

export const readRoute = (url: URL): Route | null => matchRoute(RULES, url)?.route ?? null
export const templateOf = (url: URL): string | null => matchRoute(RULES, url)?.rule.template ?? null

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
