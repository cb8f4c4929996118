import { clientBadge } from './client-badge/index.tsx'
import { clientPanel } from './client-panel/index.tsx'
import type { Feature } from './feature.ts'

/** Features about one client (extension/rpc/panels.ts says which slots are theirs). */
export const CLIENT_FEATURES: readonly Feature[] = [clientPanel, clientBadge]
