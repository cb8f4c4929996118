import { MoneyError } from '../money/error.ts'
import { divide } from '../money/rounding.ts'

/** What a credit pool does when it runs low; null where switched off. */
export interface PoolSettings {
  /** Remind once when the balance falls below. */
  readonly remindBelow: bigint | null
  /** Quantity of one automatic purchase. */
  readonly autoBuy: bigint | null
}

export interface Draw {
  readonly balance: bigint
  /** Number of automatic purchases made before drawing. */
  readonly purchases: bigint
  /** The balance crossed the threshold with this draw. */
  readonly remind: boolean
  /** What is missing; above 0 nothing was drawn. */
  readonly lacks: bigint
}

/** Draws credits from the agency's pool, buying as often as it takes first (CE-03 … CE-06). */
export const drawFromPool = (balance: bigint, need: bigint, settings: PoolSettings): Draw => {
  const { autoBuy, remindBelow } = settings
  if (need < 0n || (autoBuy !== null && autoBuy <= 0n)) {
    throw new MoneyError('out_of_range', 'a draw is ≥ 0, a purchase above 0')
  }
  const gap = need - balance
  if (gap > 0n && autoBuy === null) return { balance, purchases: 0n, remind: false, lacks: gap }
  const purchases = gap > 0n && autoBuy !== null ? divide(gap, autoBuy, 'ceil') : 0n
  const after = balance + purchases * (autoBuy ?? 0n) - need
  const remind = remindBelow !== null && balance >= remindBelow && after < remindBelow
  return { balance: after, purchases, remind, lacks: 0n }
}
