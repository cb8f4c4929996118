/** Nano ↔ Stripe's minor units, fees in the charge's currency, and which declines are final. */
import { describe, expect, test } from 'vitest'
import { parseNano } from '../../../shared/money/nano.ts'
import { minimumCharge } from '../../../worker/charging/minimum-charge.ts'
import { feeIn, nanoOf, stripeAmount } from '../../../worker/payments/stripe/amount.ts'
import { hardnessOf } from '../../../worker/payments/stripe/declines.ts'

describe('amounts', () => {
  test.each([
    ['USD', '50', 5_000],
    ['EUR', '0.5', 50],
    ['JPY', '500', 500],
    ['KWD', '1.23', 1_230],
    ['ISK', '500', 50_000],
    ['USD', '999999.99', 99_999_999],
  ] as const)('%s %s → %i and back', (currency, text, minor) => {
    expect(stripeAmount(parseNano(text), currency)).toBe(minor)
    expect(nanoOf(minor, currency.toLowerCase())).toBe(parseNano(text))
  })

  test.each([
    ['USD', '0'],
    ['USD', '-1'],
    ['USD', '0.001'],
    ['USD', '1000000'],
    ['JPY', '0.5'],
    ['KWD', '1.234'],
  ])('%s %s is never sent', (currency, text) => {
    expect(() => stripeAmount(parseNano(text), currency)).toThrow(RangeError)
  })

  test('the smallest charge by currency', () => {
    expect(['USD', 'EUR', 'GBP', 'JPY', 'SEK'].map(minimumCharge)).toEqual(
      ['0.5', '0.5', '0.3', '50', '3'].map(parseNano),
    )
  })
})

test('a fee that was taken in another currency is carried back at the rate of its own movement', () => {
  const usd = { amount: 5_000, fee: 175, currency: 'usd' }
  expect(feeIn('USD', parseNano('50'), usd)).toBe(parseNano('1.75'))
  // 100.00 EUR settled as 108.00 USD with 3.24 USD of fee: 3 % of the charge.
  expect(feeIn('EUR', parseNano('100'), { amount: 10_800, fee: 324, currency: 'usd' })).toBe(parseNano('3'))
})

test.each([
  [['card_declined', 'insufficient_funds'], undefined, 'soft'],
  [['card_declined', 'generic_decline'], undefined, 'soft'],
  [['card_declined', 'lost_card'], undefined, 'hard'],
  [['expired_card', undefined], undefined, 'hard'],
  [['card_declined', 'insufficient_funds'], 'do_not_try_again', 'hard'],
  [['card_declined', 'lost_card'], 'try_again_later', 'soft'],
] as const)('%o with the advice %s is %s', (codes, advice, hardness) => {
  expect(hardnessOf(codes, advice)).toBe(hardness)
})
