import type { AgencyPlan } from '../catalogue/plans.ts'
import { formatMultiplier } from '../margin/parse.ts'

/** Whether a plan takes a multiplier; a refusal says why, in a code and in words for staff. */
export type PlanVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly code: 'planForbids' | 'abovePlanCap'
      readonly reason: string
      readonly capPpm: bigint | null
    }

/**
 * HL-02: Starter has no rebilling, Unlimited takes up to 1.05x, Pro anything. `ownCapPpm` is the agency's own
 * setting for what our ledger bills; null = none, absent = the plan's.
 */
export const checkPlan = (
  plan: AgencyPlan,
  multiplierPpm: bigint,
  ownCapPpm?: bigint | null,
): PlanVerdict => {
  if (!plan.rebilling && ownCapPpm === undefined) {
    const reason = `The ${plan.label} plan has no rebilling; it needs Unlimited or Pro.`
    return { ok: false, code: 'planForbids', reason, capPpm: null }
  }
  const capPpm = ownCapPpm === undefined ? plan.multiplierCapPpm : ownCapPpm
  if (capPpm === null || multiplierPpm <= capPpm) return { ok: true }
  const whose = ownCapPpm === undefined ? `the ${plan.label} plan` : "the agency's own setting"
  const reason = `${formatMultiplier(multiplierPpm)}x is above the ${formatMultiplier(capPpm)}x that ${whose} allows.`
  return { ok: false, code: 'abovePlanCap', reason, capPpm }
}
