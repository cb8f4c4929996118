import type { PageId, Route, SlotId } from '../crm.ts'
import type { Anchor, Place } from '../../mount/slot.ts'
import { clientOfLink } from './routes.ts'

interface Candidate {
  selector: string
  place: Place
  /** The client an element stands for; null = not a place of ours after all. */
  client(element: Element, route: Route): string | null
  /** The element to stand at, where it is not the matched one. */
  at?(element: Element): Element
  /** The element that names the client, where it is not the matched one. */
  source?(element: Element): Element | null
}

export interface AnchorRule {
  slot: SlotId
  page: PageId
  /** How many places a healthy page has; the self-test and the fixtures hold the registry to it. */
  expected: 'one' | 'many'
  /** In order of trust: the first one with a result is used, the others are for older and newer pages. */
  candidates: readonly Candidate[]
  watch: readonly string[]
  /** The client whose place this page must have; it floats where the page has none. */
  required(route: Route): string | null
  reserve: number
}

const ofRoute = (_element: Element, route: Route): string | null => route.client
const ROW_ID = /^loc-([A-Za-z0-9]{15,64})$/

/**
 * Every selector of HighLevel's pages, once. Evidence: a designer's port of the agency shell and public theme
 * and automation repositories, 2026-05 to 2026-08. Nothing here is promised by HighLevel.
 */
export const ANCHORS: readonly AnchorRule[] = [
  {
    slot: 'clientRow',
    page: 'subAccounts',
    expected: 'many',
    watch: ['id', 'href'],
    required: () => null,
    reserve: 0,
    candidates: [
      {
        selector: '#pg-agency-locations [id^="loc-"], #locations-table [id^="loc-"]',
        place: 'append',
        client: (row) => ROW_ID.exec(row.id)?.[1] ?? null,
        at: lastCell,
      },
      {
        selector: '.hl_location--item, .hl_agency-location',
        place: 'append',
        client: (row) => linkedClient(linkIn(row)),
        source: linkIn,
      },
      { selector: 'a[href*="/accounts/detail/"]', place: 'after', client: linkedClient },
    ],
  },
  {
    slot: 'clientPanel',
    page: 'manageClient',
    expected: 'one',
    watch: [],
    required: (route) => route.client,
    reserve: 420,
    candidates: [
      { selector: '.hl_wrapper--inner', place: 'prepend', client: ofRoute },
      { selector: '.hl_wrapper', place: 'prepend', client: ofRoute },
    ],
  },
]

/** The anchors of a rule on the page now, by its first candidate that finds any. */
export function findAnchors(rule: AnchorRule, root: ParentNode, route: Route): Anchor[] {
  for (const { selector, place, client, at, source } of rule.candidates) {
    const anchors: Anchor[] = []
    for (const element of root.querySelectorAll(selector)) {
      const key = client(element, route)
      if (key) {
        anchors.push({ key, element: at?.(element) ?? element, place, source: source?.(element) ?? element })
      }
      if (rule.expected === 'one' && anchors.length > 0) return anchors
    }
    if (anchors.length > 0) return anchors
  }
  return []
}

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
