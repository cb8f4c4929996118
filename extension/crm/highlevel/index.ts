import type { Slot } from '../../mount/slot.ts'
import type { Crm, Route } from '../crm.ts'
import { themeOf } from '../theme.ts'
import { ANCHORS, findAnchors } from './anchors.ts'
import { readRoute } from './routes.ts'

/** HighLevel's web app. */
export const highlevel: Crm = {
  id: 'highlevel',
  route: readRoute,
  slots: (route) => ANCHORS.filter((rule) => rule.page === route.page).map((rule) => slotOf(rule, route)),
  theme: (document) => themeOf(document.querySelector('.hl_wrapper--inner, .hl_wrapper') ?? document.body),
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
