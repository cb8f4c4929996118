/** A wallet and its reload settings, nano in one currency. `amount` > 0, whole minor units. */
export interface ReloadQuestion {
  readonly balance: bigint
  /** Charges on their way into the wallet. */
  readonly inFlight: bigint
  readonly threshold: bigint
  /** The step; with a target the least that is charged at once. */
  readonly amount: bigint
  /** Where the wallet shall land at least, and the grain of charges; null = by steps. */
  readonly target?: { readonly amount: bigint; readonly grain: bigint } | null
  readonly chargeCap: bigint | null
  /** What the month's cap leaves; may be below 0. */
  readonly monthLeft: bigint | null
}

/** `charge` 0 = none. `stoppedBy` says which cap leaves the wallet below its threshold. */
export interface ReloadAnswer {
  readonly charge: bigint
  readonly stoppedBy: 'chargeCap' | 'monthCap' | null
}

/**
 * The smallest multiple of the reload amount that lands the wallet strictly above its threshold, money on its way
 * counted, cut down to whole steps where a cap binds; or, with a target, what lands it there, at least `amount`. A wallet at its threshold or above needs none.
 * `worker/charging/reload-sql.ts` says the same in SQL; a test holds the two together.
 */
export function reloadAmount(question: ReloadQuestion): ReloadAnswer {
  const { threshold, amount, chargeCap, monthLeft } = question
  if (amount <= 0n) throw new RangeError('a reload amount is above 0')
  const short = threshold - (question.balance + question.inFlight)
  if (short <= 0n) return { charge: 0n, stoppedBy: null }
  const target = question.target ?? null
  const step = target?.grain ?? amount
  const gap = target === null ? 0n : target.amount - (question.balance + question.inFlight)
  const wanted =
    target === null ? (short / amount + 1n) * amount : most(amount, ((gap + step - 1n) / step) * step)
  const month = monthLeft === null ? wanted : least(wanted, monthLeft > 0n ? monthLeft : 0n)
  const allowed = chargeCap === null ? month : least(month, chargeCap)
  const whole = (allowed / step) * step
  const charge = whole < amount ? 0n : whole
  if (charge >= short) return { charge, stoppedBy: null }
  return { charge, stoppedBy: monthLeft !== null && monthLeft - charge < amount ? 'monthCap' : 'chargeCap' }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
