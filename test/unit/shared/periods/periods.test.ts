import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hoursIn,
  nextPeriod,
  periodOf,
  previousPeriod,
  type Unit,
} from '../../../../shared/periods/calendar.ts'
import { shareByTime } from '../../../../shared/periods/pro-rata.ts'
import { utcDay } from '../../../../shared/periods/utc-day.ts'

const ms = (instant: string) => BigInt(Date.parse(instant))
const BERLIN = 'Europe/Berlin'
const period = (instant: string, unit: Unit, zone = BERLIN) => periodOf(ms(instant), unit, zone)
const iso = (instantMs: bigint) => new Date(Number(instantMs)).toISOString()

describe('periods in the agency’s time zone', () => {
  it('X-06: a local month is not the UTC month', () => {
    const november = period('2026-10-31T23:30:00Z', 'month')
    expect([iso(november.startMs), iso(november.endMs)]).toEqual([
      '2026-10-31T23:00:00.000Z',
      '2026-11-30T23:00:00.000Z',
    ])
    expect(november.key).toBe('2026-11-01T00:00:00+01:00')
    expect(period('2026-10-31T22:30:00Z', 'month').key).toBe('2026-10-01T00:00:00+02:00')
  })

  it('X-06: days have 23 and 25 hours where the clock changes', () => {
    expect(hoursIn(period('2026-03-29T10:00:00Z', 'day'))).toBe('23')
    expect(hoursIn(period('2026-10-25T10:00:00Z', 'day'))).toBe('25')
    expect(hoursIn(period('2026-03-28T10:00:00Z', 'day'))).toBe('24')
    expect(hoursIn(period('2026-10-04T00:00:00Z', 'day', 'Australia/Lord_Howe'))).toBe('23.5')
  })

  it.each([
    ['2026-02-10T00:00:00Z', 'month', '672'],
    ['2028-02-10T00:00:00Z', 'month', '696'],
    ['2026-03-10T00:00:00Z', 'month', '743'],
    ['2026-10-10T00:00:00Z', 'month', '745'],
    ['2026-11-10T00:00:00Z', 'month', '720'],
    ['2026-02-10T00:00:00Z', 'quarter', '2159'],
    ['2026-02-10T00:00:00Z', 'year', '8760'],
  ] as const)('%s: hours of the %s', (instant, unit, hours) => {
    expect(hoursIn(period(instant, unit))).toBe(hours)
  })

  it('starts a day at its first instant where midnight is skipped', () => {
    expect(period('2026-04-24T12:00:00Z', 'day', 'Africa/Cairo').key).toBe('2026-04-24T01:00:00+03:00')
  })

  it('tells the two hours of the same name apart', () => {
    const first = period('2026-10-25T00:30:00Z', 'hour')
    const second = nextPeriod(first, BERLIN)
    expect([first.key, second.key]).toEqual(['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00'])
    expect(previousPeriod(second, BERLIN)).toEqual(first)
  })

  it('refuses what is no time zone', () => {
    expect(() => period('2026-01-01T00:00:00Z', 'day', 'Mars/Base')).toThrow(
      expect.objectContaining({ name: 'TimeZoneError' }),
    )
  })

  it('covers time without gap or overlap', () => {
    const instants = fc.bigInt({ min: ms('1990-01-01T00:00:00Z'), max: ms('2040-01-01T00:00:00Z') })
    const units = fc.constantFrom<Unit>('hour', 'day', 'month', 'quarter', 'year')
    const zones = fc.constantFrom(
      BERLIN,
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Sydney',
      'UTC',
      'America/St_Johns',
    )
    fc.assert(
      fc.property(instants, units, zones, (instant, unit, zone) => {
        const one = periodOf(instant, unit, zone)
        expect(one.startMs <= instant && instant < one.endMs).toBe(true)
        expect(periodOf(one.startMs, unit, zone)).toEqual(one)
        expect(periodOf(one.endMs - 1n, unit, zone)).toEqual(one)
        expect(nextPeriod(one, zone).startMs).toBe(one.endMs)
        expect(previousPeriod(one, zone).endMs).toBe(one.startMs)
      }),
    )
  })
})

describe('X-05: pro rata at both ends', () => {
  const november = period('2026-11-10T00:00:00Z', 'month')

  it('by time', () => {
    expect(shareByTime(november, null, null)).toEqual({ part: 2_592_000_000n, whole: 2_592_000_000n })
    const tenDays = shareByTime(november, ms('2026-11-20T23:00:00Z'), null)
    expect(tenDays.part * 3n).toBe(tenDays.whole)
    expect(shareByTime(november, ms('2026-12-05T00:00:00Z'), null).part).toBe(0n)
    expect(shareByTime(november, null, ms('2026-10-05T00:00:00Z')).part).toBe(0n)
  })

  it('by time, adjoining spans make the whole', () => {
    const within = fc.bigInt({ min: november.startMs, max: november.endMs })
    fc.assert(
      fc.property(within, (cut) => {
        const left = shareByTime(november, null, cut).part
        return left + shareByTime(november, cut, null).part === november.endMs - november.startMs
      }),
    )
  })
})

describe('utcDay', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0n],
    ['1970-01-01T23:59:59.999Z', 0n],
    ['1970-01-02T00:00:00Z', 1n],
    ['1969-12-31T23:59:59.999Z', -1n],
    ['1969-12-31T00:00:00Z', -1n],
    ['2026-11-21T12:00:00Z', 20778n],
  ])('%s', (instant, day) => {
    expect(utcDay(ms(instant))).toBe(day)
    expect(utcDay(Number(ms(instant)))).toBe(day)
  })
})
