import { describe, expect, it } from 'vitest'
import { bookedOn, firstDayOf } from '../../../worker/ledger/booked-day.ts'

const NOVEMBER = BigInt(2026 * 12 + 10)
const OCTOBER = NOVEMBER - 1n
const day = (date: string) => BigInt(Date.parse(`${date}T00:00:00Z`) / 86_400_000)
const at = (
  seq: bigint,
  occurred: string,
  received = occurred,
  zone = 'Europe/Berlin',
  closes = [{ month: OCTOBER, lastSeq: 100n }],
) => bookedOn({ seq, occurredAt: new Date(occurred), receivedAt: new Date(received) }, zone, closes)

describe('the day a line counts in', () => {
  it('is the usage’s own while its month is open, and for lines that came before it was closed', () => {
    expect(at(101n, '2026-11-05T12:00:00Z')).toEqual({ day: day('2026-11-05'), month: NOVEMBER, late: false })
    expect(at(100n, '2026-10-05T12:00:00Z')).toEqual({ day: day('2026-10-05'), month: OCTOBER, late: false })
  })

  it('is in the open month for late usage: the day it was received, else the month’s first', () => {
    const november = (date: string) => ({ day: day(date), month: NOVEMBER, late: true })
    expect(at(101n, '2026-10-05T12:00:00Z', '2026-11-07T12:00:00Z')).toEqual(november('2026-11-07'))
    expect(at(101n, '2026-10-05T12:00:00Z', '2026-12-07T12:00:00Z')).toEqual(november('2026-11-01'))
    expect(at(101n, '2026-10-31T12:00:00Z', '2026-10-31T12:00:00Z')).toEqual(november('2026-11-01'))
  })

  it('closing a month closes those before it', () => {
    expect(at(101n, '2026-03-05T12:00:00Z', '2026-11-07T12:00:00Z').month).toBe(NOVEMBER)
  })

  it('goes by the local month, across daylight saving', () => {
    // 31 October 23:30 and 1 November 00:30 in Berlin (winter time since 25 October).
    expect(at(101n, '2026-10-31T22:30:00Z').late).toBe(true)
    expect(at(101n, '2026-10-31T23:30:00Z').late).toBe(false)
    expect(at(101n, '2026-10-31T23:30:00Z', undefined, 'UTC').late).toBe(true)
  })

  it('takes the newest close that was there when the line came', () => {
    const closes = [
      { month: OCTOBER, lastSeq: 100n },
      { month: NOVEMBER, lastSeq: 200n },
    ]
    expect(at(150n, '2026-10-05T12:00:00Z', '2026-11-07T12:00:00Z', 'UTC', closes).month).toBe(NOVEMBER)
    expect(at(250n, '2026-10-05T12:00:00Z', '2026-12-07T12:00:00Z', 'UTC', closes).month).toBe(NOVEMBER + 1n)
  })

  it('knows the first day of a month, also over a year’s end', () => {
    expect(firstDayOf(BigInt(2026 * 12 + 11))).toBe(day('2026-12-01'))
    expect(firstDayOf(BigInt(2027 * 12))).toBe(day('2027-01-01'))
  })
})
