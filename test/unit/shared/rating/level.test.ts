import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levelHours } from '../../../../shared/rating/level.ts'

const HOUR = 3_600_000n

describe('levelHours', () => {
  const month = 720n * HOUR

  it('CB-04: counts seats added and removed in the middle of a month', () => {
    const changes = [
      { atMs: -5n * HOUR, level: 2n },
      { atMs: 240n * HOUR, level: 3n },
      { atMs: 480n * HOUR, level: 1n },
    ]
    expect(levelHours(changes, 0n, month)).toBe('1440')
    expect(levelHours(changes.toReversed(), 0n, month)).toBe('1440')
    expect(levelHours([{ atMs: 480n * HOUR, level: 1n }], 0n, month)).toBe('240')
  })

  it('CB-05: counts byte-hours as integers, and parts of an hour', () => {
    expect(levelHours([{ atMs: 0n, level: 100_000_000n }], 0n, month)).toBe('72000000000')
    expect(levelHours([{ atMs: 0n, level: 1n }], 0n, 1n)).toBe('0.000000278')
  })

  it('takes the later of two changes at one instant, and 0 before the first', () => {
    const changes = [
      { atMs: 10n * HOUR, level: 5n },
      { atMs: 10n * HOUR, level: 1n },
    ]
    expect(levelHours(changes, 0n, 20n * HOUR)).toBe('10')
    expect(levelHours([], 0n, month)).toBe('0')
  })

  it('refuses a negative level and a span that runs backwards', () => {
    expect(() => levelHours([{ atMs: 0n, level: -1n }], 0n, 1n)).toThrow(
      expect.objectContaining({ field: 'level' }),
    )
    expect(() => levelHours([], 1n, 0n)).toThrow(expect.objectContaining({ field: 'toMs' }))
  })

  it('adjoining whole-hour spans add up to the whole', () => {
    const hours = fc.bigInt({ min: 0n, max: 720n })
    const changes = fc.array(fc.record({ at: hours, level: fc.bigInt({ min: 0n, max: 10n ** 12n }) }), {
      maxLength: 10,
    })
    fc.assert(
      fc.property(changes, hours, (given, cut) => {
        const levels = given.map(({ at, level }) => ({ atMs: at * HOUR, level }))
        const left = BigInt(levelHours(levels, 0n, cut * HOUR))
        expect(left + BigInt(levelHours(levels, cut * HOUR, month))).toBe(
          BigInt(levelHours(levels, 0n, month)),
        )
      }),
    )
  })
})
