import type { Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'
import { decimal, toNano } from './decimal.ts'
import { RatingError } from './error.ts'
import type { RecurringRule } from './rule.ts'

/**
 * The fee of one period: the whole price, or the share of it that the client was there (pro rata, half-up to the
 * nano), and nothing in a period without activity where the rule asks for it.
 */
export const recurringDue = (
  rule: RecurringRule,
  period: { readonly active: boolean; readonly share?: { readonly part: bigint; readonly whole: bigint } },
): Nano => {
  if (rule.onlyIfActive && !period.active) return 0n
  const price = toNano(decimal(rule.price, 'price'))
  const { part, whole } = period.share ?? { part: 1n, whole: 1n }
  if (whole <= 0n || part < 0n || part > whole) {
    throw new RatingError('out_of_range', 'share', 'must lie between 0 and 1')
  }
  return divide(price * part, whole, 'halfUp')
}
