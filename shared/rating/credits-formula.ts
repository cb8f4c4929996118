import type { CreditsFormula } from './rule.ts'
import { Decimal, decimal } from './decimal.ts'

/** Credits that a mailing of n recipients takes; 0 up to the free threshold. A reversal is a negative n. */
export const creditsOf = (recipients: Decimal, formula: CreditsFormula): Decimal => {
  const size = recipients.abs()
  if (size.lte(decimal(formula.free, 'free'))) return new Decimal(0)
  const credits = decimal(formula.base, 'base').plus(size.times(decimal(formula.factor, 'factor')).ceil())
  return recipients.isNegative() ? credits.negated() : credits
}
