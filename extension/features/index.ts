import { AGENCY_FEATURES } from './agency.ts'
import { CLIENT_FEATURES } from './client.ts'
import type { Feature } from './feature.ts'

/** Every feature of the CRM overlay; a test holds each to its folder and to the bundle of its slot. */
export const FEATURES: readonly Feature[] = [...CLIENT_FEATURES, ...AGENCY_FEATURES]
