import { planById, type AgencyPlan } from '../../../../shared/catalogue/plans.ts'
import { parseMultiplier } from '../../../../shared/margin/parse.ts'
import { planPayback, yearlySaving } from '../../../../shared/margin/plan.ts'
import { MoneyError } from '../../../../shared/money/error.ts'
import { mulPpm, parseNano, type Nano } from '../../../../shared/money/nano.ts'

/** What the plan calculator was asked, as plain decimals: from Unlimited to Pro, the step that brings the markup. */
export interface PlanInputs {
  readonly before: string
  readonly after: string
  /** Usage at cost in a month. */
  readonly usage: string
}

export interface PlanAnswer {
  readonly extraPerMonth: Nano
  /** Monthly usage at cost from which the dearer plan pays for itself; null = never. */
  readonly payback: Nano | null
  /** What the change brings in a month at the usage given; negative = costs. */
  readonly gainPerMonth: Nano
}

export const FIRST_PLANS: PlanInputs = { before: '1.05', after: '1.5', usage: '500' }

/** W4. Before payment fees, which both plans pay alike for the same turnover. */
export function solvePlans(inputs: PlanInputs): PlanAnswer | null {
  const from = planById('unlimited')
  const to = planById('pro')
  if (!from || !to) return null
  try {
    const extraPerMonth = parseNano(to.usdPerMonth) - parseNano(from.usdPerMonth)
    const fromMultiplierPpm = parseMultiplier(inputs.before)
    const toMultiplierPpm = parseMultiplier(inputs.after)
    return {
      extraPerMonth,
      payback: planPayback({ extraPerMonth, fromMultiplierPpm, toMultiplierPpm }),
      gainPerMonth:
        mulPpm(parseNano(inputs.usage), toMultiplierPpm - fromMultiplierPpm, 'halfUp') - extraPerMonth,
    }
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

export const savingOf = (plan: AgencyPlan): Nano =>
  yearlySaving(parseNano(plan.usdPerMonth), parseNano(plan.usdPerYear))
