import type { TermsView } from '../../shared/contract/pricing.ts'
import type { PriceRule } from '../../shared/rating/rule.ts'
import type { TermsChoice } from './terms.ts'

/** Terms as the API shows them. Pure. */
export const termsView = (billedBy: TermsChoice, rule: PriceRule | null, currency: string): TermsView => ({
  billedBy,
  multiplier: rule?.kind === 'multiplier' ? rule.multiplier : null,
  rule,
  currency,
})
