import type { Route } from '../crm.ts'
import { behindField, fieldFacts, fieldKey } from '../fields.ts'
import type { AnchorRule, Candidate } from '../registry.ts'
import { clientOfLink } from './routes.ts'

const ofRoute = (_element: Element, route: Route): string | null => route.client
const ofPage = (): string => 'page'
const none = (): null => null
const ROW_ID = /^loc-([A-Za-z0-9]{15,64})$/

/** On top of the content. */
const ON_TOP = (key: Candidate['key']): readonly Candidate[] => [
  { selector: '.hl_wrapper--inner', place: 'prepend', key },
  { selector: '.hl_wrapper', place: 'prepend', key },
]

const FIELD = {
  place: 'after',
  key: fieldKey,
  at: behindField,
  facts: (element: Element) => ({ ...fieldFacts(element) }),
} as const

/**
 * Every selector of HighLevel's pages, once. Evidence: a designer's port of the agency shell and public theme
 * and automation repositories, 2026-05 to 2026-08. Nothing here is promised by HighLevel. Of its multiplier fields
 * no selector is public: they are found by their words, and only on the pages that are about prices.
 */
export const ANCHORS: readonly AnchorRule[] = [
  {
    slot: 'clientRow',
    page: ['subAccounts'],
    expected: 'many',
    watch: ['id', 'href'],
    required: none,
    reserve: 0,
    reserveWidth: 386,
    candidates: [
      {
        selector: '#pg-agency-locations [id^="loc-"], #locations-table [id^="loc-"]',
        place: 'append',
        key: (row) => ROW_ID.exec(row.id)?.[1] ?? null,
        at: lastCell,
      },
      {
        selector: '.hl_location--item, .hl_agency-location',
        place: 'append',
        key: (row) => linkedClient(linkIn(row)),
        source: linkIn,
      },
      { selector: 'a[href*="/accounts/detail/"]', place: 'after', key: linkedClient },
    ],
  },
  {
    slot: 'listTools',
    page: ['subAccounts'],
    expected: 'one',
    watch: [],
    required: none,
    reserve: 44,
    candidates: [
      { selector: '#locations-table', place: 'before', key: ofPage },
      { selector: '#pg-agency-locations', place: 'prepend', key: ofPage },
      ...ON_TOP(ofPage),
    ],
  },
  {
    slot: 'clientPanel',
    page: ['manageClient'],
    expected: 'one',
    watch: [],
    required: (route) => route.client,
    reserve: 540,
    candidates: ON_TOP(ofRoute),
  },
  {
    slot: 'clientBadge',
    page: ['subAccount'],
    expected: 'one',
    watch: [],
    required: (route) => route.client,
    inline: true,
    reserve: 0,
    candidates: [
      { selector: '.hl_header--controls', place: 'prepend', key: ofRoute },
      { selector: '.hl_header', place: 'append', key: ofRoute },
    ],
  },
  {
    slot: 'agencySummary',
    page: ['agencyDashboard'],
    expected: 'one',
    watch: [],
    required: ofPage,
    reserve: 202,
    candidates: ON_TOP(ofPage),
  },
  {
    slot: 'agencySummary',
    page: ['agencyBilling'],
    expected: 'one',
    watch: [],
    required: ofPage,
    reserve: 232,
    candidates: ON_TOP(ofPage),
  },
  {
    slot: 'marginLens',
    page: ['agencyBilling', 'reselling', 'saasConfigurator'],
    expected: 'many',
    watch: [],
    required: none,
    inline: true,
    reserve: 0,
    candidates: [
      { selector: '.hl_wrapper input', ...FIELD },
      { selector: 'main input, form input', ...FIELD },
    ],
  },
]

function linkIn(row: Element): Element | null {
  return row.querySelector('a[href*="/accounts/detail/"]')
}

function linkedClient(link: Element | null): string | null {
  return clientOfLink(link?.getAttribute('href') ?? '')
}

/** A table row takes only cells. */
function lastCell(row: Element): Element {
  return row.tagName === 'TR' ? (row.lastElementChild ?? row) : row
}
