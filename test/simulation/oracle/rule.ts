/** Price rules as the oracle reads them, from the JSON that staff agree on. Amounts in major units. */
interface Limits {
  readonly included?: string
  readonly minimum?: string
  readonly cap?: string
}
export type Rule = Limits &
  (
    | { readonly kind: 'multiplier'; readonly multiplier: string }
    | { readonly kind: 'unitPrice'; readonly unitPrice: string }
    | {
        readonly kind: 'tiers'
        readonly mode: 'graduated' | 'volume'
        readonly tiers: readonly { upTo: string | null; unitPrice: string; flat?: string }[]
      }
    | { readonly kind: 'package'; readonly size: string; readonly price: string }
    | {
        readonly kind: 'percentage'
        readonly classes: readonly {
          name: string
          parts: readonly { percent: string; minimum?: string; cap?: string }[]
        }[]
        readonly rounding: 'exact' | 'halfUp' | 'ceil'
      }
    | {
        readonly kind: 'recurring'
        readonly price: string
        readonly every: 'month' | 'quarter' | 'year'
        readonly onlyIfActive: boolean
      }
    | { readonly kind: 'setupFee'; readonly price: string }
    | { readonly kind: 'levelTime'; readonly mode: 'hourly'; readonly hourlyPrice: string }
    | { readonly kind: 'levelTime'; readonly mode: 'monthlySpread'; readonly monthlyPrice: string }
    | {
        readonly kind: 'credits'
        readonly base: string
        readonly factor: string
        readonly free: string
        readonly creditPrice: string
      }
  )

/** Whether usage under this rule counts into a running sum: with a limit, or with a price that is not per unit. */
export function isCounted(rule: Rule | null): rule is Rule {
  if (rule === null) return false
  if (rule.included !== undefined || rule.minimum !== undefined || rule.cap !== undefined) return true
  if (rule.kind === 'levelTime') return rule.mode === 'monthlySpread'
  return ['tiers', 'package', 'setupFee'].includes(rule.kind)
}

/** How long usage counts together; null = for ever. */
export function spanOf(rule: Rule): 'month' | 'quarter' | 'year' | null {
  if (rule.kind === 'setupFee') return null
  return rule.kind === 'recurring' ? rule.every : 'month'
}
