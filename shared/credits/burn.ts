import { MoneyError } from '../money/error.ts'
import { divide } from '../money/rounding.ts'
import { burnOrder, leftOf, type Lot, type Slice } from './lot.ts'

const hasExpired = (lot: Lot, atMs: bigint): boolean => lot.expiresAtMs !== null && atMs >= lot.expiresAtMs

/** Cost by cumulative rounding: when a lot is used up, its slices cost exactly what the lot did. */
const use = (lot: Lot, amount: bigint): { lot: Lot; slice: Slice } => {
  const used = lot.used + amount
  const cost = divide(lot.cost * used, lot.granted, 'halfUp') - lot.costUsed
  const room = lot.granted - used
  return {
    lot: { ...lot, used, expired: lot.expired < room ? lot.expired : room, costUsed: lot.costUsed + cost },
    slice: { lotId: lot.id, amount, cost },
  }
}

/**
 * Uses `amount` credits as of `atMs`, in burn order. What the lots do not hold comes back as `short`: the
 * caller decides whether that is a debt, a purchase or a refusal. A use that happened before a lot expired but
 * arrives later takes from it still (its expiry is released). A lot bought after the use pays for it too.
 */
export const burn = (
  lots: readonly Lot[],
  amount: bigint,
  atMs: bigint,
): { lots: Lot[]; slices: Slice[]; short: bigint } => {
  if (amount < 0n) throw new MoneyError('out_of_range', 'a use takes 0 or more; give back to undo one')
  const slices: Slice[] = []
  const changed = new Map<string, Lot>()
  let open = amount
  for (const lot of lots.toSorted(burnOrder)) {
    if (open === 0n) break
    const usable = hasExpired(lot, atMs) ? 0n : lot.granted - lot.used
    if (usable === 0n) continue
    const taken = use(lot, usable < open ? usable : open)
    open -= taken.slice.amount
    slices.push(taken.slice)
    changed.set(lot.id, taken.lot)
  }
  return { lots: lots.map((lot) => changed.get(lot.id) ?? lot), slices, short: open }
}

/**
 * Undoes a use: every slice goes back into the lot it came from, with its cost. What returns to a lot that has
 * expired by `nowMs` expires at once. Throws `MoneyError('out_of_range')` for a slice that was not used.
 */
export const giveBack = (lots: readonly Lot[], slices: readonly Slice[], nowMs: bigint): Lot[] => {
  const byId = new Map(lots.map((lot) => [lot.id, lot]))
  for (const { lotId, amount, cost } of slices) {
    const lot = byId.get(lotId)
    if (!lot || amount < 0n || amount > lot.used) {
      throw new MoneyError('out_of_range', `lot ${lotId} did not give ${amount}`)
    }
    const expired = hasExpired(lot, nowMs) ? lot.expired + amount : lot.expired
    byId.set(lotId, { ...lot, used: lot.used - amount, expired, costUsed: lot.costUsed - cost })
  }
  return lots.map((lot) => byId.get(lot.id) ?? lot)
}

/** Books what has expired by `nowMs`: the lots, and how much each lost. Doing it twice changes nothing. */
export const expire = (
  lots: readonly Lot[],
  nowMs: bigint,
): { lots: Lot[]; expired: { lotId: string; amount: bigint }[] } => {
  const due = lots.filter((lot) => hasExpired(lot, nowMs) && leftOf(lot) > 0n)
  const expired = due.map((lot) => ({ lotId: lot.id, amount: leftOf(lot) }))
  const lost = new Set(due)
  return {
    lots: lots.map((lot) => (lost.has(lot) ? { ...lot, expired: lot.granted - lot.used } : lot)),
    expired,
  }
}
