import { burn } from '../../shared/credits/burn.ts'
import { type Lot, newLot } from '../../shared/credits/lot.ts'

/** A grant as it is kept; money in nano. */
export interface Grant {
  readonly id: string
  readonly amount: bigint
  readonly priority: number
  readonly createdAtMs: bigint
  readonly expiresAtMs: bigint | null
  readonly expired: bigint
}

/** What a wallet moved from one moment at which a grant begins or ends to the next. */
export interface Span {
  readonly startMs: bigint
  /** What was paid in, and what went out by usage (net of corrections) and refunds. */
  readonly paid: bigint
  readonly used: bigint
}

export interface WalletLot {
  readonly id: string
  readonly kind: 'granted' | 'paid'
  readonly granted: bigint
  readonly used: bigint
  readonly expired: bigint
  readonly left: bigint
}

/** Paid credits burn after granted ones, whatever priority a grant was given (it is below). */
export const PAID_PRIORITY = 1_001
export const PAID = 'paid'

/**
 * What is used, expired and left of each grant and of what was paid (billing-practice §3). Derived from all movements
 * anew, by the usage's own time: late usage takes from what has expired since, a corrected one gives back exactly what
 * it took, and used + expired + left = granted always. Usage takes from grants that were there; what nothing covers is
 * a debt that the next credits pay. Within a span the order of use changes nothing, so its sum is enough.
 * @param spans oldest first, split wherever a grant begins or ends
 */
export function walletLots(grants: readonly Grant[], spans: readonly Span[], nowMs: bigint): WalletLot[] {
  let lots: Lot[] = []
  let debt = 0n
  for (const { startMs, paid, used } of spans) {
    const begun = grants.filter(({ createdAtMs }) => createdAtMs === startMs)
    lots = [...lots, ...begun.map(grantLot), ...paidLot(startMs, paid + (used < 0n ? -used : 0n))]
    const burned = burn(lots, debt + (used > 0n ? used : 0n), startMs)
    lots = burned.lots
    debt = burned.short
  }
  const granted = lots.filter(({ kind }) => kind === 'granted').map((lot) => viewOf(lot, nowMs))
  const paid = lots.filter(({ kind }) => kind === 'paid')
  const sum = (of: (lot: Lot) => bigint) => paid.reduce((total, lot) => total + of(lot), 0n)
  const [all, used] = [sum((lot) => lot.granted), sum((lot) => lot.used)]
  return [...granted, { id: PAID, kind: 'paid', granted: all, used, expired: 0n, left: all - used }]
}

const grantLot = ({ id, amount, priority, createdAtMs, expiresAtMs }: Grant): Lot =>
  newLot({ id, kind: 'granted', priority, createdAtMs, expiresAtMs, granted: amount, cost: 0n })

const paidLot = (startMs: bigint, amount: bigint): Lot[] =>
  amount === 0n
    ? []
    : [
        newLot({
          id: `${PAID}:${startMs}`,
          kind: 'paid',
          priority: PAID_PRIORITY,
          createdAtMs: startMs,
          expiresAtMs: null,
          granted: amount,
          cost: 0n,
        }),
      ]

function viewOf({ id, kind, granted, used, expiresAtMs }: Lot, nowMs: bigint): WalletLot {
  const rest = granted - used
  const over = expiresAtMs !== null && expiresAtMs <= nowMs
  return { id, kind, granted, used, expired: over ? rest : 0n, left: over ? 0n : rest }
}
