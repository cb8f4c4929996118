import { MoneyError } from '../money/error.ts'
import { nanoPerMinor } from '../money/minor.ts'
import { PPM, type Nano } from '../money/nano.ts'
import { divide } from '../money/rounding.ts'

/** What a payment provider takes of one charge: a share, a fixed part, and at most `cap`. */
export interface FeeRule {
  readonly id: string
  /** Share of the charge in ppm: 2.9 % is `29_000n`. */
  readonly percentPpm: bigint
  readonly fixed: Nano
  readonly currency: string
  readonly cap?: Nano
  /** The document the figure was read in, and when. */
  readonly source: string
  /** First day (YYYY-MM-DD) the figure is known to hold. */
  readonly validFrom: string
}

/**
 * The fee for charging `amount`, rounded half-up to the minor unit of the rule's currency.
 * The amount is taken to be in that currency. Nothing charged (≤ 0) costs nothing.
 * An estimate only: the provider's own balance transaction replaces it.
 */
export const estimateFee = (amount: Nano, rule: FeeRule): Nano => {
  if (amount <= 0n) return 0n
  const minor = nanoPerMinor(rule.currency)
  const exact = amount * rule.percentPpm + rule.fixed * PPM
  const fee = divide(exact, PPM * minor, 'halfUp') * minor
  return rule.cap !== undefined && fee > rule.cap ? rule.cap : fee
}

/**
 * A rule with add-ons such as Billing or Invoicing on top, rounded once.
 * Throws `MoneyError`: `wrong_currency`, or `not_composable` where a part is capped (its cap binds that part
 * alone: estimate the parts one by one and add).
 */
export const withAddOns = (base: FeeRule, ...addOns: readonly FeeRule[]): FeeRule => {
  const parts = [base, ...addOns]
  if (parts.some((part) => part.cap !== undefined)) {
    throw new MoneyError('not_composable', 'a capped fee cannot be merged into one rule')
  }
  if (addOns.some((addOn) => addOn.currency !== base.currency && addOn.fixed !== 0n)) {
    throw new MoneyError('wrong_currency', 'fixed parts must be in one currency')
  }
  return {
    id: parts.map((part) => part.id).join('+'),
    percentPpm: parts.reduce((sum, part) => sum + part.percentPpm, 0n),
    fixed: parts.reduce((sum, part) => sum + part.fixed, 0n),
    currency: base.currency,
    source: parts.map((part) => part.source).join('; '),
    validFrom: parts.reduce((latest, part) => (part.validFrom > latest ? part.validFrom : latest), ''),
  }
}
