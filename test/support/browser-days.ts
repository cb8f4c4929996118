import type { DayList } from '../../shared/contract/days.ts'

const LAST = Date.parse('2026-11-21T00:00:00Z')
const DAY_MS = 86_400_000

/** Thirty days of `clients` sub-accounts that use about the same: weekends are quiet, and one day loses. */
export function sampleDays(clients: number): DayList {
  const days = Array.from({ length: 30 }, (_, index) => {
    const day = new Date(LAST - (29 - index) * DAY_MS)
    const isQuiet = day.getUTCDay() === 0 || day.getUTCDay() === 6
    const cost = BigInt((isQuiet ? 20 : 70 + ((index * 13) % 30)) * clients)
    const price = index === 17 ? cost / 2n : cost * 2n
    return {
      day: day.toISOString().slice(0, 10),
      cost: cents(cost),
      price: cents(price),
      fees: cents(price / 25n),
      events: clients * 3,
    }
  })
  return { from: '2026-10-23', to: '2026-11-21', series: [{ currency: 'USD', isComplete: true, days }] }
}

const cents = (amount: bigint): string => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`
