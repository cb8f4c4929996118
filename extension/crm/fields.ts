/** What the page says of one field that a price is typed into. */
export interface FieldFacts {
  label: string
  /** How the number in it is meant: `1.05` or `5` percent. */
  unit: 'multiplier' | 'percent'
}

const MEANT = /mark-?\s?up|multiplier|rebill|aufschlag|faktor/i
const PERCENT = /%|percent|prozent/i
const TYPES = new Set(['text', 'number', 'tel', ''])
/** The wrappers of HighLevel's UI kit around an input (naive-ui and its own build of it). */
const KIT = '.n-input-number, .n-input, .hr-input-number, .hr-input'
const LABEL_MAX = 60

/**
 * Whether an input holds a multiplier or a markup, by its name, its id or the words beside it. For pages that are
 * about prices only: elsewhere these words mean other things.
 */
export function fieldFacts(element: Element): FieldFacts | null {
  if (!TYPES.has(element.getAttribute('type') ?? '') || element.getAttribute('aria-hidden') === 'true')
    return null
  const label = labelOf(element)
  const own = ['name', 'id', 'placeholder'].map((name) => element.getAttribute(name) ?? '').join(' ')
  if (!MEANT.test(label) && !MEANT.test(own)) return null
  const beside = textOf(suffixOf(element))
  // HighLevel's own pages speak in multipliers, its API in percent (FACTS, 2026-11): a percent sign decides.
  return { label, unit: PERCENT.test(`${label} ${own} ${beside}`) ? 'percent' : 'multiplier' }
}

/** One field is one place, whatever is rendered anew around it: its label, and its number among equal ones. */
export function fieldKey(element: Element): string | null {
  const facts = fieldFacts(element)
  if (!facts) return null
  const name = element.getAttribute('name') ?? element.id
  return `${facts.label}|${name}`
}

/** The lens stands behind the field and behind its sign. */
export const behindField = (element: Element): Element => suffixOf(element) ?? boxOf(element)

function boxOf(element: Element): Element {
  const box = element.closest(KIT) ?? element
  return box.parentElement?.tagName === 'LABEL' ? box.parentElement : box
}

/** A `%` or `×` behind the field. */
function suffixOf(element: Element): Element | null {
  const next = boxOf(element).nextElementSibling
  const isSign = next && textOf(next).length > 0 && textOf(next).length <= 2 && !next.querySelector('input')
  return isSign ? next : null
}

function labelOf(element: Element): string {
  const spoken = element.getAttribute('aria-label')
  if (spoken) return shorten(spoken)
  const { labels } = element as Partial<HTMLInputElement>
  const root = element.getRootNode() as ParentNode
  const named = element.getAttribute('aria-labelledby')?.split(/\s+/)[0]
  const byId = named && /^[\w-]+$/.test(named) ? root.querySelector(`#${named}`) : null
  const item = element.closest('.n-form-item, .hr-form-item, tr, li')
  return shorten(textOf(labels?.[0] ?? byId ?? element.closest('label') ?? item))
}

const textOf = (element: Element | null): string => element?.textContent?.trim() ?? ''
const shorten = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, LABEL_MAX)
