import type { AuditEntry, ServiceTerms } from '../../../../shared/contract/clients.ts'
import type { Change } from '../store.ts'

/**
 * What would take back the entry at `index` (newest first): only the last switch of a service that has not been
 * changed since, and only where a multiplier says all of what was before. Null where that is not so.
 */
export function undoOf(
  entries: readonly AuditEntry[],
  index: number,
  services: readonly ServiceTerms[],
): { terms: ServiceTerms; change: Change } | null {
  const entry = entries[index]
  if (entry?.action !== 'service.switched') return null
  const isLast = !entries
    .slice(0, index)
    .some(({ action, subject }) => action === 'service.switched' && subject === entry.subject)
  const terms = services.find(({ service }) => service === entry.subject)
  if (!isLast || !terms) return null
  const change = changeTo(entry.before)
  if (!change) return null
  const isThere = change.billedBy === terms.billedBy && change.multiplier === terms.multiplier
  return isThere ? null : { terms, change }
}

/** Terms of the audit log as a switch to them; a rule of its own is more than a switch can say. */
function changeTo(before: unknown): Change | null {
  if (before === null || before === undefined) return { billedBy: 'agency', multiplier: null }
  const { billedBy, multiplier, rule } = before as Record<string, unknown>
  if (rule !== undefined) return null
  if (billedBy === 'agency') return { billedBy, multiplier: null }
  const isWhole = (billedBy === 'ledger' || billedBy === 'crm') && typeof multiplier === 'string'
  return isWhole ? { billedBy, multiplier } : null
}
