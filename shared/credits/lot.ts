import type { Nano } from '../money/nano.ts'

/**
 * Credits of one purchase or grant. `used + expired + left = granted`, always; granted and paid credits are
 * told apart by `kind`, because only paid ones can be refunded.
 */
export interface Lot {
  readonly id: string
  readonly kind: 'granted' | 'paid'
  /** Lower burns first. */
  readonly priority: number
  /** Age: the older lot burns first. Epoch milliseconds. */
  readonly createdAtMs: bigint
  /** First instant at which the lot can no longer be used; null = never expires. */
  readonly expiresAtMs: bigint | null
  readonly granted: bigint
  readonly used: bigint
  readonly expired: bigint
  /** What the whole lot cost the agency, and what of it is booked with what was used. */
  readonly cost: Nano
  readonly costUsed: Nano
}

/** What one use took out of one lot: a correction gives back exactly this. */
export interface Slice {
  readonly lotId: string
  readonly amount: bigint
  readonly cost: Nano
}

/** A fresh lot. */
export const newLot = (
  lot: Pick<Lot, 'id' | 'kind' | 'priority' | 'createdAtMs' | 'expiresAtMs' | 'granted' | 'cost'>,
): Lot => ({ ...lot, used: 0n, expired: 0n, costUsed: 0n })

/** What can still be used now that expiries are booked. */
export const leftOf = (lot: Lot): bigint => lot.granted - lot.used - lot.expired

/** Priority, then expiry (never last), then age, then id: one order everywhere. */
export const burnOrder = (a: Lot, b: Lot): number => {
  if (a.priority !== b.priority) return a.priority - b.priority
  if (a.expiresAtMs !== b.expiresAtMs) {
    if (a.expiresAtMs === null) return 1
    if (b.expiresAtMs === null) return -1
    return a.expiresAtMs < b.expiresAtMs ? -1 : 1
  }
  if (a.createdAtMs !== b.createdAtMs) return a.createdAtMs < b.createdAtMs ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
