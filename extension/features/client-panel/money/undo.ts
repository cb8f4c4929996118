import type { AuditEntry, ServiceTerms } from '../../../../shared/contract/clients.ts'
import type { Change } from '../store.ts'

/** Entries that changed who bills a service, or at what. */
export const isSwitch = ({ action }: AuditEntry): boolean =>
  action === 'service.switched' || action === 'service.undone'

/**
 * What takes back the entry at `index` (newest first): only the last change of a service, since an older one would take
 * the newer along. A service that moved along with another is taken back with that one. Null where that is not so.
 */
export function undoOf(
  entries: readonly AuditEntry[],
  index: number,
  services: readonly ServiceTerms[],
): { terms: ServiceTerms; change: Change } | null {
  const entry = entries[index]
  if (!entry || !isSwitch(entry) || 'with' in fieldsOf(entry.after)) return null
  const isLast = !entries.slice(0, index).some((newer) => isSwitch(newer) && newer.subject === entry.subject)
  const terms = services.find(({ service }) => service === entry.subject)
  return isLast && terms ? { terms, change: { ...heldBefore(entry), undoes: entry.id } } : null
}

/** What comes back, as far as the audit log says it. */
function heldBefore({ before }: AuditEntry): Change {
  const { billedBy, multiplier } = fieldsOf(before)
  if (billedBy !== 'ledger' && billedBy !== 'crm') return { billedBy: 'agency', multiplier: null }
  return { billedBy, multiplier: typeof multiplier === 'string' ? multiplier : null }
}

const fieldsOf = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>
