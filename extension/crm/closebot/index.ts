import type { Crm, Route } from '../crm.ts'
import { censusOf, matchRoute, slotOf, type AnchorRule, type RouteRule } from '../registry.ts'
import { schemeOf } from '../theme.ts'

/** CloseBot's web app; granted one day from the options, never asked for at install. */
export const CLOSEBOT_HOST = 'app.closebot.com'

/** Ids of sources are opaque: long enough not to be a word of the address (API v1: `sourceId` is a string). */
const ID = '[A-Za-z0-9_-]{8,64}'

/**
 * The address of a source's page is in no public document (read 2026-11): these follow the API's own words
 * (`/agency/source/{sourceId}`), in the singular and the plural. A wrong guess shows nothing.
 */
export const RULES: readonly RouteRule[] = [
  {
    page: 'manageClient',
    template: '/sources/:id',
    path: new RegExp(`^(?:/agency)?/sources?/(${ID})(?:/|$)`),
    examples: ['/sources/src_demo_00000001', '/agency/source/5f0c2a71b9/billing'],
    not: ['/sources', '/source/new', '/bots/src_demo_00000001'],
  },
]

/** CloseBot promises no class or id: its main landmark, then the floating fallback. */
export const ANCHORS: readonly AnchorRule[] = [
  {
    slot: 'clientPanel',
    page: ['manageClient'],
    expected: 'one',
    watch: [],
    required: (route: Route) => route.client,
    reserve: 540,
    candidates: [{ selector: 'main, [role="main"]', place: 'prepend', key: (_main, { client }) => client }],
  },
]

const rulesOf = (route: Route): AnchorRule[] => ANCHORS.filter((rule) => rule.page.includes(route.page))

/** CloseBot: a source is an account of a client, with the same panel. */
export const closebot: Crm = {
  id: 'closebot',
  system: 'closebot',
  route: (url) => matchRoute(RULES, url)?.route ?? null,
  slots: (route) => rulesOf(route).map((rule) => slotOf(rule, route)),
  look: (document) => {
    const content = document.querySelector('main, [role="main"]') ?? document.body
    const font = getComputedStyle(content).fontFamily
    return { scheme: schemeOf(content), properties: { '--rl-font': font } }
  },
  template: (url) => matchRoute(RULES, url)?.rule.template ?? null,
  census: (root, route) => rulesOf(route).map((rule) => censusOf(rule, root, route)),
}
