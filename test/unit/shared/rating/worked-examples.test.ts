import { describe, expect, it } from 'vitest'
import { storageUnitCost } from '../../../../shared/catalogue/closebot.ts'
import { estimateFee } from '../../../../shared/fees/rule.ts'
import { FEE_RULES } from '../../../../shared/fees/table.ts'
import { marginOf } from '../../../../shared/margin/convert.ts'
import { roundToMinor } from '../../../../shared/money/minor.ts'
import { formatNano, parseNano } from '../../../../shared/money/nano.ts'
import { divide } from '../../../../shared/money/rounding.ts'
import { NO_STATE, rate, type Rated, type Terms } from '../../../../shared/rating/rate.ts'
import type { PriceRule } from '../../../../shared/rating/rule.ts'

const terms = (unitCost: string | null, rule: PriceRule | null, extra: Partial<Terms> = {}): Terms => ({
  costRate: unitCost === null ? null : { id: 'cost', unitCost, currency: 'USD' },
  price: rule === null ? null : { id: 'price', rule, currency: 'USD' },
  fx: null,
  before: NO_STATE,
  planCapPpm: null,
  ...extra,
})
const x = (multiplier: string): PriceRule => ({ kind: 'multiplier', multiplier })
const unit = (unitPrice: string): PriceRule => ({ kind: 'unitPrice', unitPrice })
const money = ({ cost, price }: Rated) => [formatNano(cost), formatNano(price)]
const rated = (service: string, quantity: string, given: Terms) => money(rate({ service, quantity }, given))

describe('W1 e-mail 0.00675', () => {
  it.each([
    ['1', '1.5', '0.00675', '0.010125'],
    ['1', '1.05', '0.00675', '0.0070875'],
    ['1', '2', '0.00675', '0.0135'],
    ['1000', '1.05', '6.75', '7.0875'],
    ['1000', '1.5', '6.75', '10.125'],
    ['10000', '1.05', '67.5', '70.875'],
    ['10000', '2', '67.5', '135'],
  ])('%s mails at %sx', (quantity, multiplier, cost, price) => {
    expect(rated('email.outbound', quantity, terms('0.00675', x(multiplier)))).toEqual([cost, price])
  })

  it('sums a thousand single mails to the same 10.125', () => {
    let sum = 0n
    for (let i = 0; i < 1000; i++) {
      sum += rate({ service: 'email.outbound', quantity: '1' }, terms('0.00675', x('1.5'))).price
    }
    expect(formatNano(sum)).toBe('10.125')
  })
})

describe('W5 double entry', () => {
  const mail = rate({ service: 'email.outbound', quantity: '1' }, terms('0.00675', x('1.5')))

  it('earns 3.375 on a thousand mails', () => {
    const all = rate({ service: 'email.outbound', quantity: '1000' }, terms('0.00675', x('1.5')))
    expect(money(all)).toEqual(['6.75', '10.125'])
    expect(formatNano(all.price - all.cost)).toBe('3.375')
  })

  it('pays 2,469 mails from 25.00 and keeps 0.001375', () => {
    const topUp = parseNano('25')
    expect(topUp / mail.price).toBe(2469n)
    expect(formatNano(2469n * mail.price)).toBe('24.998625')
    expect(formatNano(topUp % mail.price)).toBe('0.001375')
  })
})

describe('W9 responses', () => {
  it('costs 6.00, is priced 20.00, earns 14.00', () => {
    expect(rated('closebot.response', '1', terms('0.006', unit('0.02')))).toEqual(['0.006', '0.02'])
    expect(rated('closebot.response', '1000', terms('0.006', unit('0.02')))).toEqual(['6', '20'])
    expect(marginOf(parseNano('0.006'), parseNano('0.02'))).toBe(700_000n)
    expect(formatNano(parseNano('20') - parseNano('6'))).toBe('14')
    // At 0x tokens the response alone must carry the token cost: break-even 0.014 a message.
    expect(formatNano(parseNano('0.02') - parseNano('0.006'))).toBe('0.014')
  })
})

describe('W10 seat', () => {
  const spread: PriceRule = { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' }
  const seat = (hours: string, periodHours: string) =>
    rated('closebot.seat', hours, terms('0.0069', spread, { periodHours }))

  it.each([
    ['672', '4.6368'],
    ['696', '4.8024'],
    ['720', '4.968'],
    ['744', '5.1336'],
    ['8760', '60.444'],
  ])('costs of %s hours', (hours, cost) => {
    expect(rated('closebot.seat', hours, terms('0.0069', null))).toEqual([cost, '0'])
  })

  it('reaches 5.00 at 724.64 hours', () => {
    expect(divide(parseNano('5') * 100n, parseNano('0.0069'), 'halfUp')).toBe(724_64n)
  })

  it('bills linearly at a literal hourly rate', () => {
    const hourly: PriceRule = { kind: 'levelTime', mode: 'hourly', hourlyPrice: '0.138' }
    expect(rated('closebot.seat', '720', terms('0.0069', hourly))[1]).toBe('99.36')
    expect(rated('closebot.seat', '744', terms('0.0069', hourly))[1]).toBe('102.672')
  })

  it.each([
    ['240', '720', '1.656', '33.33'],
    ['360', '720', '2.484', '50'],
    ['101', '744', '0.6969', '13.58'],
    ['720', '720', '4.968', '100'],
    ['1440', '720', '9.936', '200'],
  ])('%s of %s hours', (hours, whole, cost, price) => {
    expect(seat(hours, whole)).toEqual([cost, price])
  })

  it('spreads 744 hours as 416 × 0.13 + 328 × 0.14 = 100.00', () => {
    const counts = new Map<string, number>()
    let before = NO_STATE
    for (let hour = 0; hour < 744; hour++) {
      const one = rate(
        { service: 'closebot.seat', quantity: '1' },
        terms('0.0069', spread, { periodHours: '744', before }),
      )
      before = one.after
      counts.set(formatNano(one.price), (counts.get(formatNano(one.price)) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({ '0.13': 416, '0.14': 328 })
    expect(before).toEqual({ quantity: '744', price: parseNano('100') })
  })

  it.each(['671', '672', '696', '719', '720', '721', '743', '744', '745'])(
    'sums a full month of %s hours to exactly 100.00',
    (whole) => {
      let before = NO_STATE
      for (let hour = 0; hour < Number(whole); hour++) {
        const given = terms('0.0069', spread, { periodHours: whole, before })
        before = rate({ service: 'closebot.seat', quantity: '1' }, given).after
      }
      expect(formatNano(before.price)).toBe('100')
    },
  )

  it('is not the hourly price rounded to cents', () => {
    const hour = (whole: bigint) => roundToMinor(parseNano('100') / whole, 'USD', 'halfUp')
    expect(formatNano(hour(720n) * 720n)).toBe('100.8')
    expect(formatNano(hour(744n) * 744n)).toBe('96.72')
    expect(seat('720', '720')[1]).not.toBe('100.8')
  })
})

describe('W11 storage', () => {
  const MB = 1_000_000n
  const cost = (bytes: bigint, hours: bigint, mb: 'decimal' | 'binary' = 'decimal') =>
    rated('closebot.storage', (bytes * hours).toString(), terms(storageUnitCost(mb), unit('0')))[0]

  it.each([
    [100n, 1n, '0.025'],
    [100n, 24n, '0.6'],
    [100n, 720n, '18'],
    [100n, 744n, '18.6'],
    [1000n, 720n, '180'],
    [1024n, 720n, '184.32'],
    [50n, 12n, '0.15'],
    [10n, 19n, '0.0475'],
  ])('%s MB for %s hours', (mb, hours, expected) => {
    expect(cost(mb * MB, hours)).toBe(expected)
  })

  it('depends on what an MB is', () => {
    expect(cost(100_000_000n, 720n)).toBe('18')
    expect(formatNano(roundTo4(parseNano(cost(100_000_000n, 720n, 'binary') ?? '')))).toBe('17.1661')
  })

  it('loses 18.00 at a price of 0', () => {
    const given = terms(storageUnitCost('decimal'), unit('0'))
    const stored = rate({ service: 'closebot.storage', quantity: (100n * MB * 720n).toString() }, given)
    expect(formatNano(stored.price - stored.cost)).toBe('-18')
  })
})

const roundTo4 = (nano: bigint) => ((nano + 50_000n) / 100_000n) * 100_000n

describe('W12 tokens', () => {
  it.each([
    ['0', '0', '-12.34'],
    ['1', '12.34', '0'],
    ['1.5', '18.51', '6.17'],
  ])('at %sx', (multiplier, price, margin) => {
    const tokens = rate({ service: 'closebot.tokens', quantity: '12.34' }, terms('1', x(multiplier)))
    expect(money(tokens)).toEqual(['12.34', price])
    expect(formatNano(tokens.price - tokens.cost)).toBe(margin)
  })
})

describe('W13 client month', () => {
  const spread: PriceRule = { kind: 'levelTime', mode: 'monthlySpread', monthlyPrice: '100' }
  const of = (service: string, quantity: string, given: Terms) => rate({ service, quantity }, given)
  const responses = of('closebot.response', '1000', terms('0.006', unit('0.02')))
  const seats = of('closebot.seat', '1440', terms('0.0069', spread, { periodHours: '720' }))
  const storage = of('closebot.storage', '72000000000', terms(storageUnitCost('decimal'), unit('0')))
  const tokens = of('closebot.tokens', '4.2', terms('1', x('0')))

  it('takes 33.936 from the CloseBot wallet, 38.136 with tokens', () => {
    expect(money(seats)).toEqual(['9.936', '200'])
    const wallet = responses.cost + seats.cost + storage.cost
    expect(formatNano(wallet)).toBe('33.936')
    expect(formatNano(wallet + tokens.cost)).toBe('38.136')
  })

  it('leaves 175.184 after one card charge of 220.00', () => {
    const price = responses.price + seats.price + storage.price + tokens.price
    const cost = responses.cost + seats.cost + storage.cost + tokens.cost
    expect(formatNano(price)).toBe('220')
    expect(formatNano(price - cost)).toBe('181.864')
    expect(marginOf(cost, price)).toBe(826_655n)
    const fee = estimateFee(price, FEE_RULES.usCard)
    expect(formatNano(fee)).toBe('6.68')
    expect(formatNano(price - cost - fee)).toBe('175.184')
    expect(marginOf(cost + fee, price)).toBe(796_291n)
  })

  it('loses 8.20 without seats', () => {
    const price = responses.price + storage.price + tokens.price
    expect(formatNano(price - responses.cost - storage.cost - tokens.cost)).toBe('-8.2')
  })
})
