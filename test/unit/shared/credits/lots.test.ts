import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { burn, expire, giveBack } from '../../../../shared/credits/burn.ts'
import { leftOf, newLot, type Lot, type Slice } from '../../../../shared/credits/lot.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'

const lot = (id: string, granted: bigint, more: Partial<Lot> = {}): Lot => ({
  ...newLot({
    id,
    kind: 'paid',
    priority: 0,
    createdAtMs: 0n,
    expiresAtMs: null,
    granted,
    cost: 0n,
  }),
  ...more,
})
const taken = (slices: readonly Slice[]) => slices.map((slice) => `${slice.lotId}:${slice.amount}`)

describe('burn order', () => {
  it('is priority, then expiry, then age', () => {
    const lots = [
      lot('never', 10n, { createdAtMs: 1n }),
      lot('young', 10n, { expiresAtMs: 500n, createdAtMs: 9n }),
      lot('old', 10n, { expiresAtMs: 500n, createdAtMs: 2n }),
      lot('soon', 10n, { expiresAtMs: 400n, createdAtMs: 9n }),
      lot('gift', 10n, { kind: 'granted', priority: -1, createdAtMs: 9n }),
    ]
    const used = burn(lots, 55n, 100n)
    expect(taken(used.slices)).toEqual(['gift:10', 'soon:10', 'old:10', 'young:10', 'never:10'])
    expect(used.short).toBe(5n)
    expect(used.lots.map((one) => one.id)).toEqual(lots.map((one) => one.id))
  })

  it('leaves an expired lot alone and refuses a negative use', () => {
    expect(burn([lot('gone', 10n, { expiresAtMs: 100n })], 5n, 100n)).toMatchObject({ slices: [], short: 5n })
    expect(() => burn([], -1n, 0n)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
  })
})

describe('expiry', () => {
  const lots = [lot('a', 100n, { expiresAtMs: 1000n, used: 30n })]

  it('is booked once', () => {
    const once = expire(lots, 1000n)
    expect(once.expired).toEqual([{ lotId: 'a', amount: 70n }])
    expect(expire(once.lots, 2000n).expired).toEqual([])
    expect(expire(lots, 999n).expired).toEqual([])
  })

  it('is released by a late use that happened before it', () => {
    const gone = expire(lots, 1000n).lots
    const late = burn(gone, 20n, 999n)
    expect(late.lots[0]).toMatchObject({ used: 50n, expired: 50n })
    expect(late.short).toBe(0n)
    expect(burn(gone, 20n, 1000n).short).toBe(20n)
  })

  it('is reopened by a correction: what comes back expires at once', () => {
    const back = giveBack(expire(lots, 1000n).lots, [{ lotId: 'a', amount: 30n, cost: 0n }], 1500n)
    expect(back[0]).toMatchObject({ used: 0n, expired: 100n })
  })
})

describe('giveBack', () => {
  it('gives back exactly the slices that were used', () => {
    const lots = [lot('a', 10n, { createdAtMs: 1n }), lot('b', 10n, { createdAtMs: 2n })]
    const used = burn(lots, 15n, 0n)
    expect(taken(used.slices)).toEqual(['a:10', 'b:5'])
    expect(giveBack(used.lots, used.slices, 0n)).toEqual(lots)
    expect(giveBack(used.lots, used.slices.slice(1), 0n).map(leftOf)).toEqual([0n, 10n])
  })

  it('refuses what was never taken', () => {
    const wrong = [{ lotId: 'a', amount: 1n, cost: 0n }]
    expect(() => giveBack([lot('a', 10n)], wrong, 0n)).toThrow(
      expect.objectContaining({ code: 'out_of_range' }),
    )
    expect(() => giveBack([], wrong, 0n)).toThrow(expect.objectContaining({ code: 'out_of_range' }))
  })
})

describe('CE-07: the cost of a lot goes into the margin, first in, first out', () => {
  it('takes the dearer older lot first', () => {
    const lots = [
      lot('first', 10_000n, { cost: parseNano('90'), createdAtMs: 1n }),
      lot('second', 50_000n, { cost: parseNano('350'), createdAtMs: 2n }),
    ]
    const used = burn(lots, 15_000n, 0n)
    expect(used.slices.map((slice) => formatNano(slice.cost))).toEqual(['90', '35'])
  })

  it('sums to exactly what the lot cost, however it is used up', () => {
    const uses = fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(uses, fc.bigInt({ min: 0n, max: 10n ** 12n }), (amounts, cost) => {
        const total = amounts.reduce((sum, one) => sum + one, 0n)
        let lots = [lot('a', total, { cost })]
        let booked = 0n
        for (const amount of amounts) {
          const used = burn(lots, amount, 0n)
          lots = used.lots
          booked += used.slices.reduce((sum, slice) => sum + slice.cost, 0n)
        }
        return booked === cost
      }),
    )
  })
})

describe('expired + used + left = granted', () => {
  type Step = { kind: 'use' | 'undo' | 'expire'; amount: bigint; atMs: bigint }
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('use', 'undo', 'expire'),
    amount: fc.bigInt({ min: 0n, max: 60n }),
    atMs: fc.bigInt({ min: 0n, max: 1200n }),
  })

  it('after any uses, corrections and expiries, with nothing below 0', () => {
    const start = [
      lot('a', 100n, { expiresAtMs: 400n, cost: 777n }),
      lot('b', 50n, { expiresAtMs: 900n, priority: 1, cost: 3n }),
      lot('c', 80n, { cost: 1n }),
    ]
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let lots: Lot[] = start
        const uses: Slice[][] = []
        for (const { kind, amount, atMs } of steps) {
          if (kind === 'use') {
            const used = burn(lots, amount, atMs)
            expect(used.slices.reduce((sum, slice) => sum + slice.amount, used.short)).toBe(amount)
            lots = used.lots
            uses.push(used.slices)
          } else if (kind === 'expire') lots = expire(lots, atMs).lots
          else lots = giveBack(lots, uses.pop() ?? [], atMs)
          for (const one of lots) {
            expect(one.expired + one.used + leftOf(one)).toBe(one.granted)
            expect(one.used >= 0n && one.expired >= 0n && leftOf(one) >= 0n).toBe(true)
          }
        }
        const open = uses.flat().filter((slice) => slice.lotId === 'a')
        expect(open.reduce((sum, slice) => sum + slice.amount, 0n)).toBe(lots[0]?.used)
        expect(open.reduce((sum, slice) => sum + slice.cost, 0n)).toBe(lots[0]?.costUsed)
      }),
      { numRuns: 300 },
    )
  })
})
