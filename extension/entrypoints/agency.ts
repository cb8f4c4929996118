import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script'
import { AGENCY_FEATURES } from '../features/agency.ts'
import { showFeatures } from '../features/show.ts'

/** Panels of the agency's own pages, injected once a page has a place for one. Budget: 45 kB gzip. */
export default defineUnlistedScript(() => showFeatures('agency', AGENCY_FEATURES))
