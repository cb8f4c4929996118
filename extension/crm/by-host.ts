import { CLOSEBOT_HOST, closebot } from './closebot/index.ts'
import type { Crm } from './crm.ts'
import { highlevel } from './highlevel/index.ts'

/** Whose pages a host serves. Any host that was granted and is not known by name is a white-label HighLevel. */
export const crmOf = (hostname: string): Crm => (hostname === CLOSEBOT_HOST ? closebot : highlevel)
