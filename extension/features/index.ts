import { clientPanel } from './client-panel/index.tsx'
import { clientRow } from './client-row/index.tsx'
import type { Feature } from './feature.ts'

/** Every feature of the CRM overlay; a test holds each to its folder. */
export const FEATURES: readonly Feature[] = [clientRow, clientPanel]
