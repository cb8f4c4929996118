import type { SelectorOverride } from '../../shared/contract/extension-config.ts'
import type { Anchor, Place, Slot } from '../mount/slot.ts'
import type { PageId, Route, SlotCensus, SlotId } from './crm.ts'

/** One way to find a kind of place. */
export interface Candidate {
  selector: string
  place: Place
  /** What an element stands for (a client, a field); null = not a place of ours after all. */
  key(element: Element, route: Route): string | null
  /** The element to stand at, where it is not the matched one. */
  at?(element: Element): Element
  /** The element that names the key, where it is not the matched one. */
  source?(element: Element): Element | null
  facts?(element: Element): Readonly<Record<string, string>>
}

export interface AnchorRule {
  slot: SlotId
  page: readonly PageId[]
  /** How many places a healthy page has; the report and the fixtures hold the registry to it. */
  expected: 'one' | 'many'
  /** In order of trust: the first one with a result is used, the others are for older and newer pages. */
  candidates: readonly Candidate[]
  watch: readonly string[]
  /** The key whose place this page must have; it floats where the page has none. */
  required(route: Route): string | null
  inline?: true
  reserve: number
  reserveWidth?: number
}

/** One page and its address; the id of the client is the first group. */
export interface RouteRule {
  page: PageId
  path: RegExp
  /** The address for people and reports: `/accounts/detail/:id`. */
  template: string
  /** Addresses that must match, and ones that must not; a test walks them. */
  examples: readonly string[]
  not?: readonly string[]
}

/** More elements than this for one selector is a page misread. */
const ELEMENTS_MAX = 400

let overrides: readonly SelectorOverride[] = []

/** Selectors that came from the worker, as data: tried first, and read as the bundled ones of their place are. */
export function useSelectors(list: readonly SelectorOverride[]): void {
  overrides = list
}

function overridesOf(rule: AnchorRule, { page }: Route): Candidate[] {
  const own = overrides.filter((each) => each.slot === rule.slot && each.page === page)
  const facts = rule.candidates.find((each) => each.facts)?.facts
  return own.map(({ selector, place }) => ({
    selector,
    place,
    ...(facts && { facts }),
    key: (element, route) => {
      for (const { key } of rule.candidates) {
        const found = key(element, route)
        if (found) return found
      }
      return null
    },
  }))
}

/**
 * All matches, or where one will do only the first that stands for something; none for a selector this browser cannot
 * read.
 */
function elementsOf(
  root: ParentNode,
  selector: string,
  isEnough: ((first: Element) => boolean) | null,
): Element[] {
  try {
    const first = isEnough && root.querySelector(selector)
    if (isEnough && (!first || isEnough(first))) return first ? [first] : []
    return [...root.querySelectorAll(selector)].slice(0, ELEMENTS_MAX)
  } catch {
    return []
  }
}

/** The anchors of a rule on the page now, by its first candidate that finds any. */
export function findAnchors(rule: AnchorRule, root: ParentNode, route: Route): Anchor[] {
  return findWith(rule, root, route).anchors
}

export function slotOf(rule: AnchorRule, route: Route): Slot {
  return {
    id: rule.slot,
    find: (root) => findAnchors(rule, root, route),
    watch: rule.watch,
    required: rule.required(route),
    reserve: rule.reserve,
    ...(rule.inline && { inline: true }),
    ...(rule.reserveWidth && { reserveWidth: rule.reserveWidth }),
  }
}

export function censusOf(rule: AnchorRule, root: ParentNode, route: Route): SlotCensus {
  const { anchors, candidate } = findWith(rule, root, route)
  return { slot: rule.slot, expected: rule.expected, found: anchors.length, candidate }
}

/** The rule that an address fits, and the client in it. */
export function matchRoute(rules: readonly RouteRule[], url: URL): { rule: RouteRule; route: Route } | null {
  for (const rule of rules) {
    const match = rule.path.exec(url.pathname)
    if (match) return { rule, route: { page: rule.page, client: match[1] ?? null } }
  }
  return null
}

function findWith(rule: AnchorRule, root: ParentNode, route: Route) {
  const candidates = [...overridesOf(rule, route), ...rule.candidates]
  for (const [index, { selector, place, key: keyOf, at, source, facts }] of candidates.entries()) {
    const anchors: Anchor[] = []
    const isEnough = rule.expected === 'one' ? (first: Element) => keyOf(first, route) !== null : null
    for (const element of elementsOf(root, selector, isEnough)) {
      const key = keyOf(element, route)
      if (!key) continue
      anchors.push({
        key,
        element: at?.(element) ?? element,
        place,
        source: source?.(element) ?? element,
        ...(facts && { facts: facts(element) }),
      })
      if (rule.expected === 'one') break
    }
    if (anchors.length > 0) return { anchors, candidate: index + 1 }
  }
  return { anchors: [], candidate: null }
}
