import type { DayList, ProfitLines } from '../../shared/contract/days.ts'

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

/** A line for each row, whose days make about its profit: weekends are quiet, and no two rows move alike. */
export function sampleLines(rows: readonly { id: string; profit: string }[]): ProfitLines {
  const { from, to, series } = sampleDays(1)
  const days = series[0]?.days ?? []
  const lines = rows.map(({ id, profit }, of) => {
    const weights = days.map(({ cost }, index) => {
      const base = BigInt(cost.replace('.', '')) + BigInt((index * (of + 5)) % 31)
      // Each fourth row rises, each other fourth falls.
      return of % 4 === 1 ? base + BigInt(index * 3) : of % 4 === 3 ? base + BigInt((30 - index) * 3) : base
    })
    const whole = weights.reduce((sum, weight) => sum + weight, 0n)
    const [units = '0', part = ''] = profit.split('.')
    const sum = BigInt(units + part.slice(0, 2).padEnd(2, '0'))
    return {
      id,
      currency: 'USD',
      isComplete: true,
      profits: weights.map((weight) => cents((sum * weight) / whole)),
    }
  })
  return { from, to, lines }
}

const cents = (amount: bigint): string => {
  const size = amount < 0n ? -amount : amount
  return `${amount < 0n ? '-' : ''}${size / 100n}.${(size % 100n).toString().padStart(2, '0')}`
}
