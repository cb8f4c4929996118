import { agencySummary } from './agency-summary/index.tsx'
import { clientRow } from './client-row/index.tsx'
import { clientTools } from './client-tools/index.tsx'
import type { Feature } from './feature.ts'
import { marginLens } from './margin-lens/index.tsx'

/** Features of the agency's own pages. */
export const AGENCY_FEATURES: readonly Feature[] = [clientRow, clientTools, agencySummary, marginLens]
