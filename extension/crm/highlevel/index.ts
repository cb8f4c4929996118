import type { Slot } from '../../mount/slot.ts'
import type { Crm, Look, Route } from '../crm.ts'
import { schemeOf } from '../theme.ts'
import { ANCHORS, findAnchors } from './anchors.ts'
import { readRoute } from './routes.ts'

/** HighLevel's web app. */
export const highlevel: Crm = {
  id: 'highlevel',
  route: readRoute,
  slots: (route) => ANCHORS.filter((rule) => rule.page === route.page).map((rule) => slotOf(rule, route)),
  look,
}

/** Cool white cards, as on the page around them. HighLevel has no dark mode of its own: there our tokens stay. */
const LIGHT = {
  '--crm-paper': '#ffffff',
  '--crm-raised': '#f4f6f8',
  '--crm-ink': '#101828',
  '--crm-ink-soft': '#5b6675',
  '--crm-line': '#e4e7ec',
  '--crm-edge': '#8a94a3',
}

function look(document: Document): Look {
  const content = document.querySelector('.hl_wrapper--inner, .hl_wrapper') ?? document.body
  const scheme = schemeOf(content)
  const font = getComputedStyle(content).fontFamily
  return { scheme, properties: { '--rl-font': font, ...(scheme === 'light' && LIGHT) } }
}

function slotOf(rule: (typeof ANCHORS)[number], route: Route): Slot {
  return {
    id: rule.slot,
    find: (root) => findAnchors(rule, root, route),
    watch: rule.watch,
    required: rule.required(route),
    reserve: rule.reserve,
  }
}
