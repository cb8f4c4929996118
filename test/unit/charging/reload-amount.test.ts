/** The reload table of the billing practice: every row, and what holds for any wallet. */
import { assert, bigInt, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { reloadAmount } from '../../../worker/charging/reload-amount.ts'

const ask = (balance: string, more: { inFlight?: string; chargeCap?: string; monthLeft?: string } = {}) =>
  reloadAmount({
    balance: parseNano(balance),
    inFlight: parseNano(more.inFlight ?? '0'),
    threshold: parseNano('10'),
    amount: parseNano('50'),
    chargeCap: more.chargeCap === undefined ? null : parseNano(more.chargeCap),
    monthLeft: more.monthLeft === undefined ? null : parseNano(more.monthLeft),
  })

describe('threshold 10, reload amount 50', () => {
  test.each([
    ['9.99', {}, '50'],
    ['-40', {}, '100'],
    ['-90', {}, '150'],
    ['-429.80', {}, '450'],
    ['-429.80', { inFlight: '50' }, '400'],
    // A grant of 50 that came with it is in the balance already.
    ['-379.80', {}, '400'],
  ] as const)('balance %s %o: one charge of %s', (balance, more, charge) => {
    expect(ask(balance, more)).toEqual({ charge: parseNano(charge), stoppedBy: null })
  })

  test('balance -429.80 and a cap of 100 a charge: one of 100, and the stop is said', () => {
    expect(ask('-429.80', { chargeCap: '100' })).toEqual({ charge: parseNano('100'), stoppedBy: 'chargeCap' })
  })

  test('at the threshold or above nothing is charged', () => {
    expect(ask('10').charge).toBe(0n)
    expect(ask('10.000000001').charge).toBe(0n)
    expect(ask('9.999999999').charge).toBe(parseNano('50'))
  })

  test('a month that leaves less than a step charges nothing and says so', () => {
    expect(ask('0', { monthLeft: '49.99' })).toEqual({ charge: 0n, stoppedBy: 'monthCap' })
    expect(ask('-91', { monthLeft: '120' })).toEqual({ charge: parseNano('100'), stoppedBy: 'monthCap' })
    // Lands on the threshold: not above, but not below either. The next usage will meet the cap.
    expect(ask('-90', { monthLeft: '120' })).toEqual({ charge: parseNano('100'), stoppedBy: null })
  })
})

test('without caps it lands strictly above the threshold, and one step less would not', () => {
  const nano = bigInt(-(10n ** 15n), 10n ** 15n)
  assert(
    property(nano, nano, bigInt(1n, 10n ** 13n), (balance, threshold, amount) => {
      const { charge } = reloadAmount({
        balance,
        inFlight: 0n,
        threshold,
        amount,
        chargeCap: null,
        monthLeft: null,
      })
      if (balance >= threshold) return charge === 0n
      return charge % amount === 0n && balance + charge > threshold && balance + charge - amount <= threshold
    }),
    { seed: 4 },
  )
})

test('with a target it lands there, rounded up to the grain, and never charges less than the amount', () => {
  const nano = bigInt(-(10n ** 15n), 10n ** 15n)
  const grain = 10n ** 7n
  assert(
    property(nano, nano, bigInt(1n, 10n ** 8n), bigInt(1n, 10n ** 6n), (balance, threshold, over, units) => {
      const target = { amount: threshold + over * grain, grain }
      const amount = units * grain
      const question = { balance, inFlight: 0n, threshold, amount, target, chargeCap: null, monthLeft: null }
      const { charge } = reloadAmount(question)
      if (balance >= threshold) return charge === 0n
      const lands = balance + charge
      const tight = charge === amount || lands - grain < target.amount
      return charge % grain === 0n && charge >= amount && lands >= target.amount && tight
    }),
    { seed: 5 },
  )
})
