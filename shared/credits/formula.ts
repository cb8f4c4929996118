import { MoneyError } from '../money/error.ts'
import { formatNano, parseNano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'

/**
 * Credits that one mailing takes: base + ceil(recipients × factor), and nothing up to `free` recipients.
 * Decimal strings; `base` and `free` whole, `factor` with at most nine decimals.
 */
export interface CreditsFormula {
  readonly base: string
  readonly factor: string
  readonly free: string
}

/** Mailings of up to ten recipients are free (Clever Elements, terms and conditions, read 2026-11-21). */
export const FREE_RECIPIENTS = '10'

const WHOLE = 1_000_000_000n

/** The credits of a mailing; a reversal is a negative number of recipients. Throws `MoneyError` for a bad formula. */
export const creditsFor = (recipients: bigint, formula: CreditsFormula): bigint => {
  const size = recipients < 0n ? -recipients : recipients
  if (size * WHOLE <= parseNano(formula.free)) return 0n
  const credits =
    divide(parseNano(formula.base), WHOLE, 'ceil') + divide(size * parseNano(formula.factor), WHOLE, 'ceil')
  return recipients < 0n ? -credits : credits
}

/**
 * The two formulas that explain one observed mailing: a surcharge per mailing, or a factor per recipient. A
 * second mailing of another size tells which one holds. The factor is rounded down to nine decimals, so that
 * rounding up gives the observed credits. Throws `MoneyError('out_of_range')` for no recipients.
 */
export const fitFormula = (
  recipients: bigint,
  credits: bigint,
): { base: CreditsFormula; factor: CreditsFormula } => {
  if (recipients <= 0n || credits < recipients) {
    throw new MoneyError('out_of_range', 'needs a mailing with recipients and at least as many credits')
  }
  const base = (credits - recipients).toString()
  const factor = formatNano(divide(credits * WHOLE, recipients, 'floor'))
  return {
    base: { base, factor: '1', free: FREE_RECIPIENTS },
    factor: { base: '0', factor, free: FREE_RECIPIENTS },
  }
}
