import type { Crm, Look } from '../crm.ts'
import { schemeOf } from '../theme.ts'
import { censusOf, slotOf } from '../registry.ts'
import { ANCHORS } from './anchors.ts'
import { readRoute, templateOf } from './routes.ts'

/** HighLevel's web app. */
export const highlevel: Crm = {
  id: 'highlevel',
  route: readRoute,
  slots: (route) =>
    ANCHORS.filter((rule) => rule.page.includes(route.page)).map((rule) => slotOf(rule, route)),
  look,
  clientPath: (client) => `/accounts/detail/${encodeURIComponent(client)}`,
  template: templateOf,
  census: (root, route) =>
    ANCHORS.filter((rule) => rule.page.includes(route.page)).map((rule) => censusOf(rule, root, route)),
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
