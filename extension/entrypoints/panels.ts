import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { CLIENT_FEATURES } from '../features/client.ts'
import { showFeatures } from '../features/show.ts'

/** Panels of one client, injected once a page has a place for one. Budget: 45 kB gzip. */
export default defineUnlistedScript(() => showFeatures('panels', CLIENT_FEATURES))
