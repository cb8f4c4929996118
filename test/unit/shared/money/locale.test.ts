import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDecimal,
  formatMoney,
  formatUnitPrice,
  parseDecimal,
  parseMoney,
} from '../../../../shared/money/locale.ts'
import { formatNano, NANO_MAX, parseNano } from '../../../../shared/money/nano.ts'

const NBSP = '\u00a0'

describe('money in German and English', () => {
  it.each([
    ['1234.56', 'EUR', `1.234,56${NBSP}€`, '€1,234.56'],
    ['-1234567.891', 'EUR', `-1.234.567,891${NBSP}€`, '-€1,234,567.891'],
    ['0', 'USD', `0,00${NBSP}$`, '$0.00'],
    ['12', 'JPY', `12${NBSP}¥`, '¥12'],
    ['1.5', 'KWD', `1,500${NBSP}KWD`, `KWD${NBSP}1.500`],
    ['-0.114', 'USD', `-0,114${NBSP}$`, '-$0.114'],
  ])('%s %s', (amount, currency, de, en) => {
    expect(formatMoney(parseNano(amount), currency, 'de')).toBe(de)
    expect(formatMoney(parseNano(amount), currency, 'en')).toBe(en)
  })

  it('shows unit prices with five decimals and every digit beyond', () => {
    expect(formatUnitPrice(parseNano('0.00675'), 'USD', 'de')).toBe(`0,00675${NBSP}$`)
    expect(formatUnitPrice(parseNano('0.006'), 'USD', 'en')).toBe('$0.00600')
    expect(formatUnitPrice(parseNano('0.000675'), 'USD', 'en')).toBe('$0.000675')
  })

  it('rounds for display only when asked', () => {
    expect(formatMoney(parseNano('10.125'), 'USD', 'en', { round: 'halfUp' })).toBe('$10.13')
    expect(formatMoney(parseNano('-0.001'), 'USD', 'en', { round: 'halfUp' })).toBe('$0.00')
    expect(formatMoney(NANO_MAX, 'USD', 'en')).toBe('$9,200,000,000.00')
  })

  it.each([
    ['1.234,56 €', 'EUR', 'de', '1234.56'],
    ['1234,56', 'EUR', 'de', '1234.56'],
    ['EUR 5', 'EUR', 'de', '5'],
    ['-$5.25', 'USD', 'en', '-5.25'],
    ['$ -5.25', 'USD', 'en', '-5.25'],
    ['\u22125 USD', 'USD', 'en', '-5'],
  ] as const)('reads %s', (text, currency, locale, amount) => {
    expect(formatNano(parseMoney(text, currency, locale))).toBe(amount)
  })

  it.each([
    ['1.5', 'EUR', 'de'],
    ['1,5', 'USD', 'en'],
    ['12.34,5', 'EUR', 'de'],
    ['1,234,56', 'EUR', 'de'],
    ['$5', 'EUR', 'en'],
    ['', 'EUR', 'en'],
    ['--5', 'EUR', 'en'],
    ['€€5', 'EUR', 'en'],
  ] as const)('refuses %j as %s in %s', (text, currency, locale) => {
    expect(() => parseMoney(text, currency, locale)).toThrow(expect.objectContaining({ code: 'not_decimal' }))
  })

  it('parse ∘ format is the identity', () => {
    const amounts = fc.bigInt({ min: -NANO_MAX, max: NANO_MAX })
    const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CHF', 'GBP', 'CAD', 'ISK')
    fc.assert(
      fc.property(amounts, currencies, fc.constantFrom('de', 'en'), (nano, currency, locale) => {
        expect(parseMoney(formatMoney(nano, currency, locale), currency, locale)).toBe(nano)
        expect(parseMoney(formatUnitPrice(nano, currency, locale), currency, locale)).toBe(nano)
        const decimal = formatNano(nano)
        expect(parseDecimal(formatDecimal(decimal, locale), locale)).toBe(decimal)
      }),
      { numRuns: 300 },
    )
  })
})
